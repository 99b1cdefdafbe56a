import type { Code } from '../../catalog/codes/index.ts'

/** What OpenClaw's command line and start say (2026.5.4 to 2026.9.6), and the codes that each points to. */
export const PHRASES: readonly (readonly [RegExp, ...Code[]])[] = [
  [
    /Requested agent harness "[^"]{1,80}" is not registered|MissingAgentHarnessError/,
    'cli-status.harness-unowned',
    'cli-status.harness-registered-late',
  ],
  [/reason=owner-plugin-not-activatable/, 'cli-status.harness-unowned'],
  [/reason=owner-plugin-degraded/, 'cli-status.harness-degraded'],
  [
    /CLI backend executable could not be resolved|Binary: command "[^"]{1,80}" was not found on PATH/,
    'cli-status.backend-not-found',
  ],
  [
    /ended during restart recovery|couldn[’']t continue this session after a gateway restart/,
    'session-transcript.session-parked',
  ],
  [/session file locked \(timeout/, 'error-log.session-locked', 'session-transcript.lock-leaked'],
  [/Refused agent [\w-]{1,80}: database|agent-database:[\w-]{1,80}/, 'cli-status.agent-parked'],
  [
    /(?:final|block) reply failed:|refusing blind replay|couldn[’']t confirm whether my previous reply reached this chat/,
    'stdout-flow.delivery-failed',
  ],
  [/terminated by other getUpdates request/, 'cli-status.channel-conflict'],
  [/(?:stuck|stalled) session: sessionId=/, 'stdout-flow.session-stuck'],
  [/lane wait exceeded: lane=|drainLane blocked: lane=/, 'stdout-flow.lane-waiting'],
  [/autostart suppressed by crash-loop breaker/, 'error-log.channels-suppressed'],
  [/gateway timeout after \d+ ?ms/, 'stdout-flow.retry-storm', 'error-log.model-timeout'],
  [/transient same-model retry \d+\/\d+/, 'stdout-flow.retry-storm'],
  [/Gateway not reachable at wss?:\/\/|connect ECONNREFUSED \S{3,40}:18789/, 'process.not-running'],
  [/Gateway not reachable after waiting \d+/, 'process.not-running', 'cli-status.silent'],
  [
    /gateway token mismatch|gateway password mismatch|AUTH_(?:TOKEN|PASSWORD)_MISMATCH|reason=(?:token|password)_mismatch/,
    'cli-status.token-mismatch',
  ],
  [/gateway rejected websocket upgrade/, 'process.port-foreign', 'cli-status.foreign'],
  [
    /another gateway instance is already listening|Port \d{2,5} is already in use\./,
    'process.port-foreign',
    'process.orphan-instance',
    'process.start-refused',
  ],
  [/gateway already running[^.]{0,60}lock timeout/, 'process.orphan-instance'],
  [/device identity required|DEVICE_IDENTITY_REQUIRED/, 'process.config-invalid'],
  [
    /JSON5(?: parse failed)?: (?:SyntaxError|invalid)|Invalid config at \S+openclaw\S*\.json|existing config is missing gateway\.mode/,
    'process.config-invalid',
    'process.config-refused',
  ],
  [/config reload skipped \(invalid config\)/, 'error-log.config-ignored', 'process.config-invalid'],
  [
    /OpenClaw startup migrations did not complete cleanly|gateway requires state migration/,
    'error-log.migration-refused',
  ],
  [/contains invalid transcript JSON|terminal session persistence failed/, 'error-log.transcript-damaged'],
  [/channel autostart suppressed by crash-loop breaker/, 'error-log.channels-suppressed'],
  [/Plugin "[\w.@/-]{1,80}" data\/settings upgrade is unfinished/, 'error-log.plugin-unfinished'],
  [/"reason":"startup-sidecars"|"status":"starting","startupPhase"/, 'cli-status.starting'],
  [/agent-database:[\w.-]{1,80}/, 'cli-status.unhealthy'],
]
