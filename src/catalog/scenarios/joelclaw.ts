import { change, look, remedy } from '../entry.ts'
import type { ScenarioEntry } from './entry.ts'

const JOELCLAW = { system: 'joelclaw' as const, unless: [], probes: [] }
const restart = change(
  'restart the gateway; its waiting events are dropped',
  'joelclaw',
  'gateway',
  'restart',
)
const walkAgain = look('walk again', 'firstfault', 'diagnose', 'joelclaw')

/** The failure scenarios of a joelclaw gateway, numbered as its own operators number them. */
export const joelclawScenarios: readonly ScenarioEntry[] = [
  {
    ...JOELCLAW,
    id: 'joelclaw.substrate-outage',
    title: '0 · The substrate is down (Colima, Kubernetes)',
    outage: true,
    symptoms:
      'Status fails with closed Redis connections; kubectl is refused or gets EOF; something may still listen on 6379.',
    cause:
      'The Colima machine stopped or the cluster is not ready. What the gateway shows is only the consequence.',
    signs: {
      'substrate.vm-stopped': 'confirmed',
      'substrate.vm-unhealthy': 'confirmed',
      'substrate.api-refused': 'confirmed',
      'substrate.api-eof': 'confirmed',
      'substrate.api-silent': 'confirmed',
      'substrate.no-node': 'confirmed',
      'substrate.node-not-ready': 'confirmed',
      'substrate.pod-missing': 'confirmed',
      'substrate.pod-not-ready': 'confirmed',
      'substrate.pod-crash-loop': 'confirmed',
      'substrate.pod-image-pull': 'confirmed',
      'substrate.pod-pending': 'confirmed',
      'substrate.listener-dead': 'likely',
      'substrate.listener-missing': 'likely',
      'substrate.listener-foreign': 'possible',
      'substrate.warming-up': 'possible',
    },
    remedy: remedy(
      'Bring Colima up, wait until the node is Ready and redis-0 and inngest-0 are ready, then test the gateway again.',
      look('see whether the machine runs', 'colima', 'status'),
      change('start the machine', 'colima', 'start'),
      look('see the pods', 'kubectl', 'get', 'pods', '-n', 'joelclaw'),
      walkAgain,
    ),
    verify: [
      'kubectl get nodes -o wide',
      'kubectl get pods -n joelclaw redis-0 inngest-0',
      'firstfault diagnose joelclaw',
    ],
    pointers: [
      'infra/k8s-reboot-heal.sh',
      '~/.local/log/k8s-reboot-heal.log',
      'infra/launchd/com.joel.colima.plist',
    ],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.streaming-race',
    title: '1 · Streaming race and replay overlap',
    outage: true,
    symptoms:
      '"Agent is already processing", repeated prompt failures, watchdog restarts for a dead session.',
    cause:
      'A prompt was dispatched while the session still streamed (end of turn, compaction and replay overlap) and was not queued as a follow-up.',
    signs: { 'error-log.streaming-race': 'confirmed', 'error-log.session-streaming': 'possible' },
    remedy: remedy(
      'Prompts must be queued with streamingBehavior "followUp". If it goes on, look for a stalled turn, and abort or restart once.',
      look(
        'see what the session is doing',
        'firstfault',
        'diagnose',
        'joelclaw',
        '--only',
        'cli-status,session-transcript',
      ),
      restart,
    ),
    verify: [
      'no new "watchdog:dead-session" in gateway.log',
      'firstfault diagnose joelclaw --only error-log,stdout-flow',
    ],
    pointers: [
      'packages/gateway/src/command-queue.ts (drain)',
      'packages/gateway/src/daemon.ts (idle waiter)',
      'ADR-0213',
    ],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.model-timeout',
    title: '2 · The model API is slow or down',
    outage: true,
    symptoms: '"no streaming tokens after 120s", then the fallback is activated.',
    cause:
      'The primary model answers too late or not at all. The fallback takes over by itself and the primary is tried every 10 minutes.',
    signs: {
      'error-log.model-timeout': 'likely',
      'error-log.fallback-activated': 'likely',
      'error-log.provider-overloaded': 'likely',
      'error-log.provider-unreachable': 'likely',
      'stdout-flow.fallback-active': 'likely',
      'cli-status.fallback-active': 'likely',
      'otel.fallback-swapped': 'likely',
      'otel.fallback-probe-failing': 'possible',
      'model-api.unreachable': 'confirmed',
      'model-api.silent': 'confirmed',
      'model-api.overloaded': 'confirmed',
      'model-api.server-error': 'confirmed',
      'model-api.unsteady': 'likely',
    },
    remedy: remedy(
      'Wait for the fallback; if it lasts, look at the provider and consider another primary model.',
      walkAgain,
    ),
    verify: [
      '"[gateway:fallback] recovered to primary" in gateway.log',
      'firstfault diagnose joelclaw --only model-api,stdout-flow',
    ],
    pointers: ['packages/model-fallback/src/controller.ts', 'ADR-0091'],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.auth-expired',
    title: '2a · The provider login expired: alive but mute',
    outage: true,
    symptoms:
      'The gateway looks healthy, events are drained, and no message gets an answer; "Authentication failed" in gateway.err.',
    cause:
      "The OAuth login of the model provider expired or is missing in pi's credentials. Each message fails once and is then dropped as a duplicate, so no backlog shows it.",
    signs: {
      'error-log.auth-failed': 'confirmed',
      'error-log.api-key-missing': 'confirmed',
      'model-api.credentials-missing': 'confirmed',
      'model-api.credentials-expired': 'likely',
    },
    remedy: remedy(
      'Log in again with pi (/login), restart the gateway, and prove it with one message. If it fails again, check the plan and quota.',
      change('log in again (type /login)', 'pi'),
      restart,
      look('prove that a message is answered', 'firstfault', 'diagnose', 'joelclaw', '--e2e', 'answer'),
    ),
    verify: ['firstfault diagnose joelclaw --e2e answer'],
    pointers: ['~/.pi/agent/auth.json', 'packages/gateway/src/command-queue.ts'],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.dependency-skew',
    title: "2b · The embedded pi is older than the machine's",
    outage: false,
    symptoms:
      '"pi model not found: openai-codex/gpt-5.4" in the recovery probe although `pi --version` on the machine knows the model.',
    cause:
      'The daemon imports its own pi packages, pinned in packages/gateway/package.json, and they lag behind the pi binary.',
    signs: { 'error-log.model-not-found': 'confirmed', 'cli-status.runtime-skew': 'likely' },
    remedy: remedy(
      'Raise the pinned pi packages of the gateway, install the workspace again, restart.',
      look("see the machine's version", 'pi', '--version'),
      restart,
    ),
    verify: [
      'no new "pi model not found" in gateway.err',
      'firstfault diagnose joelclaw --only cli-status,error-log',
    ],
    pointers: [
      'packages/gateway/package.json (@mariozechner/pi-ai, @mariozechner/pi-coding-agent)',
      'packages/model-fallback/src/controller.ts',
    ],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.model-drift',
    title: '2c · The resumed session runs on another model than configured',
    outage: false,
    symptoms:
      'Status looks healthy, but speed and answers do not fit the configured model, also after a restart.',
    cause:
      'A resumed pi session keeps its last model (a fallback or a manual switch), or the gateway was started while Redis was away and took its default.',
    signs: {
      'cli-status.model-drift': 'confirmed',
      'error-log.model-drift': 'likely',
      'otel.model-drift': 'likely',
    },
    remedy: remedy(
      'Restart once with Redis up, so that the session is reconciled to the requested model.',
      restart,
    ),
    verify: ['firstfault diagnose joelclaw --only cli-status'],
    pointers: [
      'joelclaw:gateway:config in Redis',
      'packages/gateway/src/daemon.ts (model reconcile at start)',
    ],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.stuck-tool-call',
    title: '3 · A tool call hangs',
    outage: true,
    symptoms: 'No answers for minutes; the last thing in the transcript is a tool call without a result.',
    cause:
      'A tool (bash, read …) does not return, and the queue waits for the end of the turn. The watchdog may abort it after 10 minutes, but its marker can be cleared before.',
    signs: {
      'cli-status.turn-wedged': 'likely',
      'cli-status.session-stuck': 'likely',
      'cli-status.session-recovering': 'possible',
      'error-log.session-stuck': 'likely',
      'error-log.stuck-recovery-failed': 'likely',
      'error-log.idle-waiter-timeout': 'likely',
      'stdout-flow.turn-stalled': 'likely',
    },
    remedy: remedy(
      "Abort the turn or restart the gateway once; the tool call is lost. If it loops, look at the watchdog's recovery timeouts.",
      look('see the open tool call', 'firstfault', 'review', 'joelclaw'),
      restart,
    ),
    verify: ['firstfault diagnose joelclaw --only cli-status,session-transcript'],
    pointers: ['packages/gateway/src/daemon.ts (watchdog, idle waiter)', 'ADR-0213'],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.redis-degraded',
    title: '4 · Redis is away: mode redis_degraded',
    outage: false,
    symptoms:
      'Status says mode redis_degraded and lists degraded capabilities; direct conversation may still work until the next step that needs Redis.',
    cause:
      'The Redis pod restarted, the port forward dropped, or localhost leads elsewhere. The daemon itself lives.',
    signs: {
      'cli-status.redis-degraded': 'confirmed',
      'cli-status.start-blocked': 'likely',
      'process.start-stuck': 'likely',
      'redis.refused': 'likely',
      'redis.silent': 'likely',
      'redis.closes': 'likely',
      'redis.not-redis': 'likely',
      'redis.loading': 'likely',
      'redis.unreachable': 'likely',
      'error-log.redis-disconnected': 'likely',
    },
    remedy: remedy(
      'Mend Redis and leave the daemon alone; it reconnects by itself and the messages that wait go on.',
      look('see the pod', 'kubectl', 'get', 'pods', '-n', 'joelclaw', 'redis-0'),
      look('see who listens', 'lsof', '-nP', '-iTCP:6379', '-sTCP:LISTEN'),
    ),
    verify: [
      'mode is normal again without a restart',
      'firstfault diagnose joelclaw --only cli-status,redis',
    ],
    pointers: ['packages/gateway/src/channels/redis.ts', 'OTEL: redis-channel runtime.mode.changed'],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.redis-retry-storm',
    title: '4a · Redis retries are rejected in a storm',
    outage: false,
    symptoms: 'gateway.err fills with "Reached the max retries per request limit".',
    cause: 'The connection to Redis flaps; commands that were waiting are rejected all at once.',
    signs: { 'error-log.redis-retry-storm': 'confirmed', 'otel.redis-flapping': 'likely' },
    remedy: remedy(
      'See to the connection first. If it goes on after Redis is back, restart the gateway once.',
      look('see who listens', 'lsof', '-nP', '-iTCP:6379', '-sTCP:LISTEN'),
      look('see the pod', 'kubectl', 'get', 'pods', '-n', 'joelclaw', 'redis-0'),
      restart,
    ),
    verify: [
      '"[gateway:redis] started" after the last such record',
      'firstfault diagnose joelclaw --only error-log,redis',
    ],
    pointers: [
      'OTEL: redis-channel mode.read.failed, mode.write.failed',
      'packages/gateway/src/channels/redis.ts',
    ],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.langfuse-missing',
    title: '4b · The optional langfuse package is missing',
    outage: false,
    symptoms: '"langfuse-cost: cannot load optional dependency \'langfuse\'; telemetry disabled."',
    cause:
      'The pi extension cannot load langfuse (a cache or an install that drifted). Cost tracing is off; messages are not touched.',
    signs: { 'error-log.langfuse-missing': 'confirmed' },
    remedy: remedy("No outage. Clear pi's package cache and reload the extension when tracing is wanted."),
    verify: ['no such record after the next start'],
    pointers: ['ADR-0146'],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.telegram-conflict',
    title: '4c · Somebody else polls the same Telegram bot',
    outage: true,
    symptoms: 'Telegram messages do not arrive; "getUpdates … 409: Conflict" in gateway.err.',
    cause:
      'Another process polls the Bot API with the same token. Telegram apps on a phone or desktop do not count.',
    signs: {
      'error-log.telegram-conflict': 'confirmed',
      'cli-status.channel-conflict': 'confirmed',
      'otel.poll-conflict': 'likely',
    },
    remedy: remedy(
      'Find the other poller and stop it. With the lease enabled one instance owns and the others stay passive; a conflict that lasts comes from outside.',
      look(
        'see who owned the lease',
        'joelclaw',
        'otel',
        'search',
        'telegram.channel.poll_owner',
        '--hours',
        '1',
      ),
    ),
    verify: [
      'telegram.channel.polling_recovered in the telemetry',
      'firstfault diagnose joelclaw --only cli-status,error-log',
    ],
    pointers: ['packages/gateway/src/channels/telegram.ts'],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.compaction-race',
    title: '5 · Compaction while a message is delivered',
    outage: true,
    symptoms: '"already processing" right after a turn that ended well.',
    cause:
      'Automatic compaction started after the turn and the session streams again before the next message is taken.',
    signs: { 'error-log.streaming-race': 'possible' },
    remedy: remedy(
      'The idle waiter should hold the queue until compaction ends; if it does not, it is a gap of the pi SDK. Restart once if the session stays busy.',
      restart,
    ),
    verify: ['firstfault diagnose joelclaw --only error-log,session-transcript'],
    pointers: ['packages/gateway/src/daemon.ts (idle waiter)', 'packages/gateway/src/command-queue.ts'],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.false-dedup',
    title: '6 · A message was taken for a duplicate',
    outage: false,
    symptoms: '"It ignored my message" while deduplication events appear.',
    cause:
      "Two messages hashed alike, most often because the channel's preamble was hashed instead of the body.",
    signs: { 'otel.dedup-suspicious': 'confirmed' },
    remedy: remedy(
      'Compare dedupHashPrefix, strippedInjectedContext, promptLength and normalizedLength of the event with what the user wrote; mend the normalising, keep deduplication.',
      look('see the events', 'joelclaw', 'otel', 'search', 'queue.dedup_dropped', '--hours', '6'),
      look(
        'see the events of the store',
        'joelclaw',
        'otel',
        'search',
        'message.dedup_dropped',
        '--hours',
        '6',
      ),
    ),
    verify: ['firstfault diagnose joelclaw --only otel,stdout-flow --since 6h'],
    pointers: ['packages/message-store', 'packages/gateway/src/command-queue.ts'],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.console-forward-suppressed',
    title: '7 · Background answers are not forwarded',
    outage: false,
    symptoms: 'Autonomous answers no longer reach Telegram, while normal replies do.',
    cause:
      'The policy holds back console forwarding when an answer is internal and in the background and no source is known.',
    signs: { 'otel.console-forward-suppressed': 'confirmed', 'stdout-flow.background-suppressed': 'likely' },
    remedy: remedy(
      'Often intended. If real replies are held back, look at hasActiveSource, hasCapturedSource and recoveredFromRecentPrompt before the policy is loosened.',
      look(
        'see what was held back',
        'joelclaw',
        'otel',
        'search',
        'outbound.console_forward.suppressed_policy',
        '--hours',
        '6',
      ),
    ),
    verify: ['a response.generated.background_source event is followed by outbound.console_forward.sent'],
    pointers: [
      'packages/gateway/src/daemon.ts (outbound attribution)',
      'OTEL: daemon.outbound, daemon.response',
    ],
  },
]
