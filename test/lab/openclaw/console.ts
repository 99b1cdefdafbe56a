/** A line of the gateway's console (2026.9.6); `at` in epoch ms, `part` null for what is printed raw. */
export interface Line {
  readonly at: number
  readonly text: string
}

const time = (at: number) => new Date(at).toISOString()
const line = (at: number, part: string, message: string): Line => ({
  at,
  text: `${time(at)} [${part}] ${message}`,
})

/** A start that ends at `at`. */
export const started = (at: number): readonly Line[] => [
  line(at - 4_000, 'gateway', 'starting...'),
  line(at - 2_000, 'gateway', 'http server listening (13 plugins: memory-core; 3.3s)'),
  line(at - 1_500, 'gateway', 'starting channels and sidecars...'),
  line(at - 1_000, 'gateway', 'startup outcomes: internal-hooks=skipped (not-configured)'),
  line(at, 'gateway', 'ready'),
]

/** A turn that fails because the provider refuses the key. */
export const keyRefused = (at: number): readonly Line[] => [
  line(
    at - 1_000,
    'agent/embedded',
    'embedded run agent end: runId=run-1 isError=true model=mock-1 provider=mock error=Authentication failed (provider returned HTTP 401). rawError=401 Incorrect API key provided',
  ),
  line(
    at,
    'ws',
    '⇄ res ✗ agent errorCode=UNAVAILABLE errorMessage=Authentication failed (provider returned HTTP 401). runId=run-1 conn=c id=2',
  ),
]

/** A turn that is answered. */
export const answered = (at: number): readonly Line[] => [
  line(at, 'agents/agent-command', '[agent] run 44cdbb40 ended with stopReason=stop'),
]

/** What the launcher of 2026.9.6 prints under Node 20, before there is a logger. */
export const oldNode = (at: number): readonly Line[] =>
  [
    'openclaw: Node 20.20.2: node:sqlite is unavailable; use 24.16+/26.1+ or a build with the fix.',
    'If you use nvm, run:',
    '  nvm install 26',
    '  nvm use 26',
    '  nvm alias default 26',
  ].map((text) => ({ at, text }))
