import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Places } from './places.ts'
import { GOOD_KEY } from './servers/model.ts'
import { TYPESENSE_KEY } from './servers/telemetry.ts'
import { seedTranscript } from './transcript.ts'

const HOUR = 3_600_000

/** Version of the agent SDK that the gateway package pins; `pi --version` says the same on a healthy machine. */
export const SDK_VERSION = '0.57.1'

/** Writes a file and the directories above it. */
export function put(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { mode })
}

/** Lays out the files of a healthy gateway that was restarted a moment ago: credentials, settings, extension, the
 *  session before, and the log of the run before. */
export function layOut(places: Places): void {
  for (const path of [places.transcripts, dirname(places.log), places.states])
    mkdirSync(path, { recursive: true })
  put(
    places.daemon,
    `import { runDaemon } from ${JSON.stringify(new URL('./daemon/main.ts', import.meta.url).href)}\n\nawait runDaemon()\n`,
  )
  const sdk = { '@mariozechner/pi-ai': SDK_VERSION, '@mariozechner/pi-coding-agent': SDK_VERSION }
  put(
    join(places.repository, 'packages/gateway/package.json'),
    json({ name: '@joelclaw/gateway', type: 'module', dependencies: sdk }),
  )
  put(
    join(places.workingDir, '.pi/settings.json'),
    json({ compaction: { enabled: true, reserveTokens: 16384 } }),
  )
  put(join(places.workingDir, '.pi/extensions/gateway/index.ts'), 'export default function gateway() {}\n')
  put(join(places.agentDir, 'auth.json'), json(credentials()), 0o600)
  put(join(places.agentDir, 'settings.json'), json({ defaultProvider: 'anthropic' }))
  put(places.systemEnv, `TYPESENSE_API_KEY=${TYPESENSE_KEY}\n`, 0o600)
  put(places.healLog, `${new Date(Date.now() - 26 * HOUR).toISOString()} converged: node Ready, pods Ready\n`)
  put(places.log, RUN_BEFORE)
  put(places.err, NOISE_BEFORE)
  seedTranscript(places)
}

/** auth.json of a gateway with good credentials; one of them may be replaced. */
export function credentials(anthropic: Record<string, unknown> | null = {}): Record<string, unknown> {
  const expires = Date.now() + 6 * HOUR
  const oauth = { type: 'oauth', access: GOOD_KEY, refresh: 'lab-refresh-token', expires }
  const codex = { type: 'oauth', access: GOOD_KEY, refresh: 'lab-refresh-token', expires }
  return { ...(anthropic ? { anthropic: { ...oauth, ...anthropic } } : {}), 'openai-codex': codex }
}

/** A small program on the lab's path: a shell wrapper that runs one of the command stand-ins with its state file. */
export function installCommand(places: Places, name: string, state: unknown): void {
  const script = fileURLToPath(new URL(`./commands/${name}.ts`, import.meta.url))
  const file = join(places.states, `${name}.json`)
  put(file, json(state))
  put(
    join(places.bin, name),
    `#!/bin/sh\nexec '${process.execPath}' --no-warnings '${script}' '${file}' "$@"\n`,
    0o755,
  )
}

/** A kubeconfig with one context for a server at `url`; without verification, because the stand-in speaks plain HTTP. */
export function kubeconfig(url: string): string {
  const cluster = { name: 'joelclaw', cluster: { server: url, 'insecure-skip-tls-verify': true } }
  const user = { name: 'admin@joelclaw', user: { token: 'lab-kube-token' } }
  const context = {
    name: 'admin@joelclaw',
    context: { cluster: 'joelclaw', user: 'admin@joelclaw', namespace: 'joelclaw' },
  }
  return json({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'admin@joelclaw',
    clusters: [cluster],
    users: [user],
    contexts: [context],
  })
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

const RUN_BEFORE = `[gateway] daemon started {
  pid: 4242,
  sessionId: "7c0e7f0a-3f0e-4f0b-9d39-0a7d0f0c2b11",
  model: "anthropic/claude-opus-4-6",
  channels: [ "redis", "console", "telegram" ],
  wsPort: 3018,
}
[redis] suppressed 3 noise event(s): memory.observed, content.synced, progress
[gateway] shutting down {
  signal: "SIGTERM",
}
`

const NOISE_BEFORE = `[gateway] extension: gateway (path: .pi/extensions/gateway)
[gateway] discord disabled — no token configured
[gateway] agent-mail registration failed (non-fatal): TypeError: ECONNREFUSED: Unable to connect. Is the computer able to access the url?
  path: "http://127.0.0.1:8765/mcp",
  errno: 0,
  code: "ECONNREFUSED"
`
