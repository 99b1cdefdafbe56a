import type { Code } from '../../catalog/codes/index.ts'
import type { LayerId } from '../../core/layer.ts'
import type { Watch } from '../../monitor/watch.ts'
import { layoutOf } from './layout.ts'
import type { OpenclawSettings } from './settings.ts'

/** A process that is gone or answers nobody. "Not ready" is none of them: an account of a channel is enough for it. */
const MENDS: readonly Code[] = [
  'process.not-running',
  'process.port-closed',
  'process.frozen',
  'process.container-unhealthy',
  'cli-status.refused',
  'cli-status.silent',
]

/** What would keep the next start from coming up, or is wrong with the model or the agents' runtime and not with the
 *  process. */
const UNLESS: readonly (Code | LayerId)[] = [
  'substrate',
  'model-api',
  'process.config-invalid',
  'process.config-missing',
  'process.config-refused',
  'process.start-refused',
  'process.start-limit',
  'process.crash-loop',
  'process.crash-burst',
  'process.state-damaged',
  'process.orphan-instance',
  'process.port-foreign',
  'process.service-disabled',
  'process.service-masked',
  'process.service-missing',
  'process.service-twice',
  'process.stopping',
  'process.starting',
  'process.wrong-user',
  'process.container-missing',
  'process.container-paused',
  'process.out-of-memory',
  'cli-status.harness-unowned',
  'cli-status.harness-degraded',
  'cli-status.harness-registered-late',
  'cli-status.backend-not-found',
  'cli-status.plugin-failed',
]

/** How an OpenClaw gateway is watched. Its command finds the gateway by the profile: one whose state lies elsewhere is
 *  not restarted, unless the configuration says how. A container is restarted by its runtime. */
export const openclawWatch = ({ home, profile, stateDir, container }: OpenclawSettings): Watch => ({
  critical: ['process', 'cli-status'],
  restart:
    container || stateDir === layoutOf(home, profile).stateDir
      ? {
          command: container
            ? [container.runtime, 'restart', container.name]
            : ['openclaw', ...(profile === null ? [] : ['--profile', profile]), 'gateway', 'restart'],
          mends: MENDS,
          unless: UNLESS,
        }
      : null,
  channels: {
    signs: [
      { code: 'cli-status.channel-stopped', param: 'channel' },
      { code: 'cli-status.channel-degraded', param: 'channel' },
    ],
    muted: [],
    untold: [],
  },
  ingest: null,
  redis: null,
})
