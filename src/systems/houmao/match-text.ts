import type { Code } from '../../catalog/codes/index.ts'

/** A message of Houmao, in the words of 2.1.0 and of the builds before it, and what it points to; the surest first.
 *  What a message alone cannot tell, the walk then verifies. */
type Phrase = readonly [RegExp, ...Code[]]

const SIDECAR_GONE: readonly Code[] = ['process.attach-failed', 'process.sidecar-dead', 'process.port-closed']

/** Readiness timeouts, by the suffix: the client's own words for why no health answer came. */
const READINESS: readonly Phrase[] = [
  [
    /timed out waiting for gateway health readiness[\s\S]{0,300}invalid (?:json|payload)/i,
    'cli-status.foreign',
    'process.port-foreign',
    'process.desired-port-taken',
  ],
  [
    /timed out waiting for gateway health readiness[\s\S]{0,300}(?:prox(?:y|ies)|name or service not known|no route to host|tunnel|<html|http error 5\d\d|bad gateway)/i,
    'cli-status.proxy-captured',
    'process.orphan-sidecar',
  ],
  [
    /timed out waiting for gateway health readiness[\s\S]{0,300}(?:connection refused|timed out|errno)/i,
    ...SIDECAR_GONE,
    // Through a dead proxy the words are the same.
    'cli-status.proxy-captured',
    'process.orphan-sidecar',
  ],
  [
    /timed out waiting for gateway health readiness/i,
    ...SIDECAR_GONE,
    'cli-status.proxy-captured',
    'cli-status.foreign',
  ],
  [/timed out waiting for gateway startup to publish/i, ...SIDECAR_GONE],
  [/gateway returned invalid (?:json|payload)/i, 'cli-status.foreign', 'process.port-foreign'],
]

const ATTACH: readonly Phrase[] = [
  [
    /gateway attach failed because listener \S+ is already in use/i,
    'process.attach-port-taken',
    'error-log.port-in-use',
  ],
  [/gateway attach failed before health readiness/i, 'process.attach-failed', 'error-log.port-in-use'],
  [/published a listener port that does not match/i, 'process.bindings-stale', 'process.several-daemons'],
  [/incompatible protocol version|unsupported gateway protocol version/i, 'cli-status.protocol-skew'],
  [/auxiliary window unexpectedly used reserved window/i, 'substrate.agent-window-missing'],
  [
    /refus(?:e|es|ed|ing) to stop (?:the )?(?:reserved agent )?window `?0/i,
    'process.handle-invalid',
    'process.handle-at-agent-window',
  ],
  [
    /gateway desired config validation failed|invalid json in \S*desired-config/i,
    'process.desired-config-invalid',
  ],
  [/invalid `?HOUMAO_GATEWAY_STATE_PATH/i, 'substrate.state-path-stale', 'substrate.session-recreated'],
  [/invalid `?HOUMAO_AGENT_GATEWAY_(?:HOST|PORT)/i, 'substrate.session-recreated', 'process.bindings-stale'],
  [/failed to create gateway tmux window/i, 'substrate.tmux-server-down', 'substrate.session-gone'],
  [/no live gateway is attached for session/i, 'process.not-attached', 'process.attach-failed'],
]

const METADATA: readonly Phrase[] = [
  [
    /(?:does not publish|do not publish|missing manifest tmux metadata|manifest pointer missing)/i,
    'substrate.metadata-missing',
  ],
  [
    /points to missing manifest|manifest pointer is stale|manifest pointer stale/i,
    'substrate.manifest-pointer-stale',
  ],
  [/resolved manifest belongs to (?:tmux session|another)/i, 'substrate.manifest-other-session'],
  [
    /resolved no fresh shared-registry record/i,
    'substrate.registry-stale',
    'substrate.manifest-pointer-stale',
  ],
  [/must be an absolute path|is not a valid authoritative agent id/i, 'substrate.manifest-invalid'],
  [/missing current `?gateway_authority/i, 'substrate.manifest-invalid'],
  [
    /HOUMAO_AGENT_DEF_DIR`? points to missing directory|neither `?HOUMAO_AGENT_DEF_DIR/i,
    'substrate.agent-def-missing',
  ],
  [/retired backend|houmao_server_rest/i, 'substrate.backend-retired'],
  [
    /attach metadata is (?:stale|invalid)|reports stale metadata/i,
    'substrate.manifest-pointer-stale',
    'substrate.manifest-other-session',
    'substrate.registry-stale',
    'substrate.gateway-files-missing',
  ],
  [
    /runtime authority is no longer live or otherwise unusable/i,
    'substrate.manifest-invalid',
    'process.desired-config-invalid',
  ],
  [/must be run from inside the target tmux session/i, 'substrate.metadata-missing'],
]

const AUTHORITY: readonly Phrase[] = [
  [
    /unknown managed agent|agent not found:|no local managed agent matched/i,
    'substrate.agent-unknown',
    'substrate.agent-not-yet-known',
    'substrate.registry-stale',
  ],
  [/failed to reach a houmao pair authority/i, 'substrate.authority-unreachable'],
  [
    /discovery index will be empty|tmux server unreachable/i,
    'substrate.agent-offline',
    'substrate.tmux-server-down',
  ],
  [/no gateway attached to agent/i, 'process.not-attached', 'substrate.agent-without-gateway'],
  [/gateway attach is not supported by houmao-passive-server/i, 'process.not-attached'],
  [/tmux session `?\S+`? (?:does not exist|is unavailable)|can't find session/i, 'substrate.session-gone'],
  [/no server running on|error connecting to \S*tmux/i, 'substrate.tmux-server-down'],
]

const RUNNING: readonly Phrase[] = [
  [/gateway process restarted before request completion/i, 'stdout-flow.request-lost-on-restart'],
  [/blocked pending managed-agent reconciliation/i, 'cli-status.reconciliation-required'],
  [
    /previous managed-agent instance epoch/i,
    'cli-status.reconciliation-required',
    'stdout-flow.request-failed',
  ],
  [
    /blocked because the managed agent is unavailable|managed agent is unavailable/i,
    'cli-status.agent-unavailable',
  ],
  [/managed work is already active/i, 'cli-status.agent-busy', 'stdout-flow.request-running'],
  [/local tmux-backed prompt submission failed/i, 'error-log.request-rejected', 'stdout-flow.request-failed'],
  [/no such table: gateway_/i, 'error-log.queue-tables-missing', 'substrate.gateway-files-missing'],
  [/exception in thread gateway-worker/i, 'error-log.worker-died', 'cli-status.heartbeat-stopped'],
  [/exception in thread gateway-(?:mail|reminder)/i, 'error-log.thread-died'],
  [/while attempting to bind on address/i, 'error-log.port-in-use', 'process.attach-port-taken'],
  [/mail notifier (?:disabled:|poll error)/i, 'stdout-flow.notifier-failing'],
]

/** The most text that is looked at, characters. */
const MOST = 200_000

/** The codes that a pasted text points to, no repeats. Of the readiness timeouts only the first that fits counts:
 *  the others are its more general forms. */
export function matchText(text: string): readonly Code[] {
  const pasted = text.slice(0, MOST).replace(/\s+/g, ' ')
  const readiness = READINESS.find(([pattern]) => pattern.test(pasted))
  const others = [...ATTACH, ...METADATA, ...AUTHORITY, ...RUNNING].filter(([pattern]) =>
    pattern.test(pasted),
  )
  const found = [...(readiness ? [readiness] : []), ...others]
  return [...new Set(found.flatMap(([, ...codes]) => codes))]
}
