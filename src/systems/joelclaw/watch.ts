import type { Code } from '../../catalog/codes/index.ts'
import type { LayerId } from '../../core/layer.ts'
import type { Watch } from '../../monitor/watch.ts'
import type { JoelclawSettings } from './settings.ts'

/** Failures of the daemon itself. A service that somebody disabled is not among them (that is how its operator stops
 *  it), nor a crash loop, which launchd restarts already. */
const MENDS: readonly Code[] = [
  'process.not-running',
  'process.service-missing',
  'process.port-closed',
  'process.frozen',
  'process.start-stuck',
  'process.restart-failed',
  'cli-status.refused',
  'cli-status.silent',
  'cli-status.unhealthy',
  'cli-status.session-dead',
  'cli-status.session-stuck',
  'cli-status.turn-wedged',
  'cli-status.backlog-unserved',
]

/** What makes a session look dead or stuck and outlives a restart: the model, its sign-in, Redis, the substrate. */
const UNLESS: readonly (Code | LayerId)[] = [
  'model-api',
  'redis',
  'error-log.auth-failed',
  'error-log.api-key-missing',
  'error-log.quota-exhausted',
  'error-log.rate-limited',
  'error-log.provider-overloaded',
  'error-log.provider-unreachable',
  'error-log.model-not-found',
  'error-log.redis-disconnected',
  'error-log.redis-retry-storm',
  'cli-status.start-blocked',
  'cli-status.redis-degraded',
]

/** What joelclaw's own monitor (its function `check/gateway-health`) calls critical, and how it restarts. */
export const joelclawWatch = ({ cli, telemetry, redis }: JoelclawSettings): Watch => ({
  critical: ['process', 'cli-status', 'redis'],
  restart: { command: [cli, 'gateway', 'restart'], mends: MENDS, unless: UNLESS },
  channels: {
    signs: [
      { code: 'cli-status.channel-degraded', param: 'channel' },
      { code: 'cli-status.channel-stopped', param: 'channel' },
      { code: 'cli-status.channel-conflict', param: 'channel' },
      { code: 'cli-status.heal-failed', param: 'channel' },
      { code: 'otel.channel-degraded', param: 'channel' },
    ],
    muted: ['cli-status.channel-muted', 'otel.channel-muted'],
    untold: [
      { code: 'otel.channel-unknown', param: 'channel' },
      { code: 'otel.backend-unreachable', param: null },
      { code: 'otel.backend-foreign', param: null },
      { code: 'otel.query-failed', param: null },
    ],
  },
  ingest: telemetry.ingest,
  redis,
})
