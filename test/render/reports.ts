import type { Finding } from '../../src/core/finding.ts'
import { LAYERS, type LayerId } from '../../src/core/layer.ts'
import {
  firstFaultOf,
  type LayerReport,
  nextActionsOf,
  type Report,
  statusOf,
  verdictOf,
} from '../../src/core/report.ts'
import type { ScenarioMatch } from '../../src/core/scenario.ts'
import type { LookOptions } from '../../src/render/look.ts'

/** Reports of one gateway at one moment, as the walk makes them. */

export const NOW = Date.parse('2026-11-20T20:07:00Z')

export const LOOK: LookOptions = {
  width: 80,
  colour: 0,
  unicode: true,
  now: NOW,
  timeZone: 'Europe/Berlin',
  verbose: false,
}

const TITLES: Record<LayerId, string> = {
  substrate: 'Colima and Kubernetes',
  process: 'launchd and daemon process',
  'cli-status': 'Gateway status',
  'error-log': 'Error log',
  'stdout-flow': 'Message flow',
  'e2e-queue': 'End-to-end test',
  'session-transcript': 'Session transcript',
  otel: 'Telemetry',
  'model-api': 'Model API',
  redis: 'Redis',
}

const FINE: Record<LayerId, [detail: string, durationMs: number]> = {
  substrate: ['1 node Ready, redis-0 and inngest-0 ready', 80],
  process: ['pid 812, up 3 h, listens on 3018', 12],
  'cli-status': ['session 4f1c2a idle, 3 channels connected', 34],
  'error-log': ['100 records, nothing current', 21],
  'stdout-flow': ['last message answered in 5.3 s', 18],
  'e2e-queue': ['event drained in 1.2 s', 1240],
  'session-transcript': ['14 entries, newest message answered', 42],
  otel: ['9 events in the last hour', 55],
  'model-api': ['anthropic answers in 310 ms', 310],
  redis: ['PONG in 1 ms, queue empty', 6],
}

export function finding(part: Partial<Finding> & Pick<Finding, 'code' | 'summary'>): Finding {
  return {
    check: part.code.replace('.', '/'),
    severity: 'fault',
    cause: 'Not told.',
    since: null,
    at: null,
    count: 1,
    evidence: [],
    remedy: { text: '', commands: [] },
    params: {},
    actions: [],
    ...part,
  }
}

export function layer(id: LayerId, part: Partial<LayerReport> = {}): LayerReport {
  const { findings = [], unchecked = [] } = part
  const [detail, durationMs] = FINE[id]
  const worst =
    findings.find((one) => one.severity === 'fault') ?? findings.find((one) => one.severity === 'warning')
  return {
    layer: id,
    title: TITLES[id],
    status: statusOf(findings, unchecked),
    detail: worst?.summary ?? unchecked[0]?.reason ?? detail,
    durationMs,
    findings,
    unchecked,
    ...part,
  }
}

export function skipped(
  id: LayerId,
  because: NonNullable<LayerReport['because']>,
  detail = `not run: ${because} failed`,
): LayerReport {
  return layer(id, { status: 'skipped', because, detail, durationMs: 0 })
}

export function report(changed: readonly LayerReport[], part: Partial<Report> = {}): Report {
  const layers = LAYERS.map((id) => changed.find((one) => one.layer === id) ?? layer(id))
  const scenarios = part.scenarios ?? []
  return {
    schema: 'firstfault.report/1',
    tool: { name: 'firstfault', version: '0.1.0' },
    gateway: { name: 'joelclaw', system: 'joelclaw', version: null },
    host: { name: 'mini', user: 'joel', platform: 'darwin' },
    startedAt: '2026-11-20T20:06:59.000Z',
    durationMs: 412,
    interrupted: false,
    window: { since: '2026-11-20T19:07:00.000Z', until: '2026-11-20T20:07:00.000Z', lines: 100 },
    verdict: verdictOf(layers),
    firstFault: firstFaultOf(layers),
    layers,
    scenarios,
    nextActions: nextActionsOf(layers, scenarios),
    suppressed: [],
    ...part,
  }
}

const enable = {
  command: 'joelclaw gateway enable',
  description: 'enable and start the gateway',
  changes: true,
}
const readLog = {
  command: 'firstfault diagnose --only error-log,stdout-flow --keep-going',
  description: 'read why the last run ended',
  changes: false,
}

const disabled = finding({
  code: 'process.service-disabled',
  summary: 'launchd service com.joel.gateway is disabled',
  cause: "Somebody, or the daemon's own kill command, disabled com.joel.gateway in the service manager.",
  since: '2026-11-20T20:04:00.000Z',
  evidence: [
    {
      source: 'launchctl print-disabled gui/501',
      text: '"com.joel.gateway" => disabled',
      at: null,
      line: null,
    },
    {
      source: '~/.joelclaw/logs/gateway.log',
      text: '[gateway] kill requested from telegram, disabling launchd service and exiting',
      at: '2026-11-20T20:04:00.000Z',
      line: 8123,
    },
    { source: '/tmp/joelclaw/gateway.pid', text: '812', at: null, line: null },
    { source: 'ps -p 812', text: 'no such process', at: null, line: null },
  ],
  remedy: { text: 'Enable the launchd service; this also starts it.', commands: [enable.command] },
  actions: [enable],
})

const killed: ScenarioMatch = {
  id: 'joelclaw.killed-on-purpose',
  title: 'The gateway was switched off on purpose',
  cause: 'The kill command of a channel disables the service, so that launchd does not bring it back.',
  confidence: 'confirmed',
  findings: ['process.service-disabled'],
  evidence: [
    {
      source: '~/.joelclaw/logs/gateway.log',
      text: 'kill requested by operator',
      at: '2026-11-20T20:04:00.000Z',
      line: 8121,
    },
  ],
  remedy: {
    text: 'Ask who switched it off, then enable the service; this also starts it.',
    commands: [enable.command],
  },
  verify: ['firstfault diagnose --only process'],
  actions: [enable],
}

const below = LAYERS.slice(2).map((id) =>
  id === 'otel'
    ? skipped(id, 'not-configured', 'no telemetry address is configured')
    : skipped(id, 'process'),
)

const stale = finding({
  code: 'process.pid-file-stale',
  severity: 'warning',
  summary: 'the pid file names 711, the daemon is 812',
  since: '2026-11-20T18:00:00.000Z',
  count: 3,
  actions: [{ command: 'cat /tmp/joelclaw/gateway.pid', description: 'compare', changes: false }],
})
const muted = finding({
  code: 'cli-status.channel-muted' as Finding['code'],
  severity: 'warning',
  summary: 'the telegram channel is muted until 22:00 and keeps messages back',
  at: '2026-11-19T20:04:00.000Z',
})
const note = finding({
  code: 'process.restarted-often',
  severity: 'note',
  summary: 'the previous run ended with SIGTERM',
})

export const healthy = report([layer('process', { findings: [note] })])

export const failed = report([layer('process', { findings: [disabled] }), ...below], { scenarios: [killed] })

export const unknown = report([
  layer('substrate', {
    unchecked: [
      {
        check: 'substrate/nodes',
        reason: 'kubectl is not on the PATH of user joel, and no kubeconfig was found at ~/.kube/config',
      },
    ],
  }),
  layer('process', { findings: [stale] }),
  skipped('e2e-queue', 'mode', 'no end-to-end test in this mode; --e2e drain or answer runs it'),
])

export const degraded = report(
  [layer('process', { findings: [stale] }), layer('cli-status', { findings: [muted] })],
  {
    gateway: { name: 'night', system: 'openclaw', version: '2026.9.6' },
    suppressed: [
      {
        layer: 'otel',
        finding: finding({
          code: 'otel.silent' as Finding['code'],
          severity: 'warning',
          summary: 'no event for 3 h',
        }),
        reason: 'the collector moves house',
        until: '2026-12-01T00:00:00.000Z',
      },
    ],
  },
)

export const interrupted = report(
  LAYERS.slice(3).map((id) => skipped(id, 'interrupted', 'ended before it could answer (interrupted)')),
  { interrupted: true },
)

const refused = finding({
  code: 'redis.refused' as Finding['code'],
  summary: 'Redis refuses connections on 127.0.0.1:6379',
  evidence: [{ source: 'redis://127.0.0.1:6379', text: 'ECONNREFUSED', at: null, line: null }],
})
const crash = finding({
  code: 'process.crash-loop',
  summary:
    'the daemon was started 14 times in 10 min, each run ended with exit code 1: 予期しないエラーが発生しました',
  cause: 'It has been started 14 times and the last run ended with exit code 1.',
  since: '2026-11-20T19:57:00.000Z',
  at: '2026-11-20T20:06:30.000Z',
  count: 14,
  evidence: [
    {
      source: '~/.joelclaw/logs/gateway.err',
      text: `Error: ${'connect ECONNREFUSED 127.0.0.1:6379 at TCPConnectWrap.afterConnect '.repeat(5)}`,
      at: null,
      line: 77,
    },
  ],
  remedy: {
    text: 'Read the error of the last run; restarting it again does not help.',
    commands: [readLog.command],
  },
  actions: [readLog],
})
export const keptGoing = report([
  layer('process', { findings: [crash] }),
  ...LAYERS.slice(2).map((id) =>
    id === 'redis'
      ? layer(id, { findings: [refused], after: 'process' })
      : { ...layer(id), after: 'process' as const },
  ),
])
