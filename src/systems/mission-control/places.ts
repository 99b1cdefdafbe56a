import type { Context } from '../../core/check.ts'
import type { Params } from '../../core/finding.ts'
import type { MissionControlProbes } from './probes.ts'
import type { MissionControlSettings } from './settings.ts'

/** The places of the catalogue's commands: those that are known here. */
export async function placesOf(
  { ask }: Pick<Context, 'ask'>,
  settings: MissionControlSettings,
  probes: MissionControlProbes,
): Promise<Params> {
  const [api, worker] = await Promise.all([ask(probes.sides.api), ask(probes.sides.worker)])
  const redis = (api.redis ?? worker.redis)?.value
  const queue = (api.queue ?? worker.queue)?.value
  const unit = settings.sides.worker.log
  return {
    ...(settings.api ? { api: settings.api } : {}),
    ...(settings.compose ? { compose: settings.compose.file } : {}),
    ...(unit && 'unit' in unit ? { unit: unit.unit, scope: unit.user ? '--user' : '--system' } : {}),
    ...(redis ? { host: redis.host, port: redis.port, db: redis.db ?? 0 } : {}),
    ...(queue ? { queue } : {}),
    ...(api.baseUrl ? { baseUrl: api.baseUrl.value.slice(0, 200) } : {}),
  }
}
