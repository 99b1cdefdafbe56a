import fc from 'fast-check'
import { expect, it } from 'vitest'
import { codes } from '../../../src/catalog/codes/index.ts'
import { matchText } from '../../../src/systems/houmao/match-text.ts'

const READY = 'Timed out waiting for gateway health readiness on 127.0.0.1:38405.'
const STALE = 'Current-session attach metadata is stale:'

/** Messages of today's build and of older ones, with the code that they point to first. */
const MESSAGES: readonly (readonly [string, string])[] = [
  [`${READY} Last health probe error: [Errno 111] Connection refused`, 'process.attach-failed'],
  [`${READY} Last health probe error: timed out`, 'process.attach-failed'],
  [
    `${READY} Last health probe error: gateway returned invalid JSON: Expecting value: line 1 column 1 (char 0)`,
    'cli-status.foreign',
  ],
  [
    `${READY} Last health probe error: gateway returned invalid payload: 1 validation error`,
    'cli-status.foreign',
  ],
  [`${READY} Last health probe error: Cannot connect to proxy.`, 'cli-status.proxy-captured'],
  [`${READY} Last health probe error: [Errno -2] Name or service not known`, 'cli-status.proxy-captured'],
  [READY, 'process.attach-failed'],
  ['Timed out waiting for gateway startup to publish its bound port.', 'process.attach-failed'],
  ['Timed out waiting for gateway startup to publish listener 127.0.0.1:38405.', 'process.attach-failed'],
  ['Gateway attach failed because listener 127.0.0.1:38405 is already in use.', 'process.attach-port-taken'],
  [
    'Gateway attach failed before health readiness; see `/r/gateway/logs/gateway.log`.',
    'process.attach-failed',
  ],
  [
    'Gateway startup published a listener port that does not match the requested port 38405.',
    'process.bindings-stale',
  ],
  ["Gateway health returned incompatible protocol version 'v2'.", 'cli-status.protocol-skew'],
  ["Unsupported gateway protocol version 'v2'; expected 'v1'.", 'cli-status.protocol-skew'],
  ['Gateway auxiliary window unexpectedly used reserved window `0`.', 'substrate.agent-window-missing'],
  ['Refusing to stop the reserved agent window `0`.', 'process.handle-invalid'],
  ['detach refused to stop window 0', 'process.handle-invalid'],
  [
    'Gateway desired config validation failed for /r/desired-config.json: $.desired_prot: extra',
    'process.desired-config-invalid',
  ],
  ['Invalid JSON in /r/gateway/desired-config.json: Expecting value', 'process.desired-config-invalid'],
  ["Invalid `HOUMAO_GATEWAY_STATE_PATH` value '/x' in tmux session `S`.", 'substrate.state-path-stale'],
  ["Invalid `HOUMAO_AGENT_GATEWAY_PORT` value 'x' in tmux session `S`.", 'substrate.session-recreated'],
  ['Failed to create gateway tmux window: no server', 'substrate.tmux-server-down'],
  ['No live gateway is attached for session `S`.', 'process.not-attached'],
  [
    'Current-session attach is unavailable because the tmux session does not publish `HOUMAO_MANIFEST_PATH` or `HOUMAO_AGENT_ID`.',
    'substrate.metadata-missing',
  ],
  [
    'Tmux-session targeting is unavailable because the tmux session does not publish `HOUMAO_MANIFEST_PATH` or `HOUMAO_AGENT_ID`.',
    'substrate.metadata-missing',
  ],
  ['Manifest pointer missing: tmux session `S`', 'substrate.metadata-missing'],
  [
    `${STALE} \`HOUMAO_MANIFEST_PATH\` points to missing manifest \`/r/manifest.json\`. Shared-registry fallback by \`HOUMAO_AGENT_ID\` was unavailable.`,
    'substrate.manifest-pointer-stale',
  ],
  ['Shared-registry manifest pointer is stale: /r', 'substrate.manifest-pointer-stale'],
  [
    `${STALE} the resolved manifest belongs to tmux session \`A\`, not \`B\`.`,
    'substrate.manifest-other-session',
  ],
  [`${STALE} \`HOUMAO_AGENT_ID\` resolved no fresh shared-registry record.`, 'substrate.registry-stale'],
  [
    'Current-session attach metadata is invalid: `HOUMAO_MANIFEST_PATH` must be an absolute path, got `x`.',
    'substrate.manifest-invalid',
  ],
  [
    'Current-session attach metadata is invalid: `HOUMAO_AGENT_ID` is not a valid authoritative agent id.',
    'substrate.manifest-invalid',
  ],
  [`${STALE} \`HOUMAO_AGENT_DEF_DIR\` points to missing directory \`/d\`.`, 'substrate.agent-def-missing'],
  [
    'Manifest `/r/manifest.json` is missing current `gateway_authority` data. Start a fresh runtime session;',
    'substrate.manifest-invalid',
  ],
  ['Session uses retired backend `houmao_server_rest`.', 'substrate.backend-retired'],
  ['404 Unknown managed agent `lab`.', 'substrate.agent-unknown'],
  ['returns unknown managed agent', 'substrate.agent-unknown'],
  ['{"detail":"Agent not found: lab"}', 'substrate.agent-unknown'],
  ['No local managed agent matched friendly name `lab`.', 'substrate.agent-unknown'],
  [
    'Failed to reach a Houmao pair authority at http://127.0.0.1:9891: refused',
    'substrate.authority-unreachable',
  ],
  ['502 No gateway attached to agent', 'process.not-attached'],
  [
    'Gateway attach is not supported by houmao-passive-server. Use: houmao-mgr agents single',
    'process.not-attached',
  ],
  ['Current-session attach must be run from inside the target tmux session.', 'substrate.metadata-missing'],
  [
    'Managed agent `lab` is registered in the shared registry but its local tmux-backed runtime authority is no longer live or otherwise unusable: x',
    'substrate.manifest-invalid',
  ],
  ['Tmux session `S` is unavailable.', 'substrate.session-gone'],
  [
    'Gateway process restarted before request completion; request will not be replayed automatically.',
    'stdout-flow.request-lost-on-restart',
  ],
  [
    'Gateway admission is blocked pending managed-agent reconciliation.',
    'cli-status.reconciliation-required',
  ],
  ['Gateway admission is blocked because the managed agent is unavailable.', 'cli-status.agent-unavailable'],
  ['blocked because managed work is already active.', 'cli-status.agent-busy'],
  ['Local tmux-backed prompt submission failed: no pane', 'error-log.request-rejected'],
  ['sqlite3.OperationalError: no such table: gateway_requests', 'error-log.queue-tables-missing'],
  ['Exception in thread gateway-worker (_worker_loop):', 'error-log.worker-died'],
  ['Tmux server unreachable — discovery index will be empty this cycle', 'substrate.agent-offline'],
]

it.each(MESSAGES)('%s', (message, code) => {
  expect(matchText(message)[0]).toBe(code)
  expect(matchText(`Error: ${message.replaceAll(' ', '\n  ')}`)[0]).toBe(code)
})

it('a refused readiness probe may also be a dead proxy, which says the same words', () => {
  const found = matchText(`${READY} Last health probe error: [Errno 111] Connection refused`)
  expect(found).toContain('cli-status.proxy-captured')
})

it('says nothing of what is no message of Houmao', () => {
  expect(matchText('the gateway works as it should')).toEqual([])
  expect(matchText('')).toEqual([])
})

it('gives only known codes, each once, whatever the text', () => {
  const parts = fc.oneof(fc.string(), fc.constantFrom(...MESSAGES.map(([message]) => message)))
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 6 }), (some) => {
      const found = matchText(some.join('\n'))
      expect(new Set(found).size).toBe(found.length)
      expect(found.filter((code) => !(code in codes))).toEqual([])
    }),
  )
})
