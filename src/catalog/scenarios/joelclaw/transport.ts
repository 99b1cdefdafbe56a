import { change, look, remedy } from '../../entry.ts'
import type { ScenarioEntry } from '../entry.ts'
import { JOELCLAW, restart, walkAgain } from './shared.ts'

/** What the gateway stands on: the machine, the cluster, Redis. */
export const transport: readonly ScenarioEntry[] = [
  {
    ...JOELCLAW,
    id: 'joelclaw.substrate-outage',
    title: '0 · The substrate is down (Colima, Kubernetes)',
    faultsOnly: true,
    outage: true,
    probes: ['redis/server'],
    symptoms:
      'Status fails with closed Redis connections; kubectl is refused or gets EOF; something may still listen on 6379.',
    cause:
      'The Colima machine stopped or the cluster is not ready. What the gateway shows is only the consequence.',
    signs: {
      'substrate.api-error': 'likely',
      'substrate.api-untrusted': 'possible',
      'substrate.api-name-unknown': 'likely',
      'redis.refused': 'possible',
      'redis.silent': 'possible',
      'redis.closes': 'possible',
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
    id: 'joelclaw.redis-degraded',
    title: '4 · Redis is away: mode redis_degraded',
    outage: false,
    probes: ['redis/server'],
    symptoms:
      'Status says mode redis_degraded and lists degraded capabilities; direct conversation may still work until the next step that needs Redis.',
    cause:
      'The Redis pod restarted, the port forward dropped, or localhost leads elsewhere. The daemon itself lives.',
    signs: {
      'error-log.redis-mode-failed': 'possible',
      'error-log.persist-failed': 'possible',
      'stdout-flow.redis-reconnecting': 'likely',
      'redis.name-unknown': 'likely',
      'redis.auth-refused': 'likely',
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
]
