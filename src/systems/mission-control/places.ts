import type { Context } from '../../core/check.ts'
import type { Params } from '../../core/finding.ts'
import type { MissionControlProbes } from './probes.ts'
import { logOf, type MissionControlSettings } from './settings.ts'

/** The places of the catalogue's commands: those that are known here. */
export async function placesOf(
  { ask }: Pick<Context, 'ask'>,
  settings: MissionControlSettings,
  probes: MissionControlProbes,
): Promise<Params> {
  const [api, worker] = await Promise.all([ask(probes.sides.api), ask(probes.sides.worker)])
  const redis = (api.redis ?? worker.redis)?.value.target
  const queue = (api.queue ?? worker.queue)?.value
  const { worker: settled } = settings.sides
  const log = logOf(settled)
  const unit = settled.unit ?? (log && 'unit' in log ? log : null)
  return {
    ...(settings.api ? { api: settings.api } : {}),
    ...(settings.compose ? { compose: settings.compose.file } : {}),
    ...(unit ? { unit: unit.unit, scope: unit.user ? '--user' : '--system' } : {}),
    ...(redis ? { host: redis.host, port: redis.port, db: redis.db ?? 0 } : {}),
    ...(queue ? { queue } : {}),
    ...(api.baseUrl ? { baseUrl: api.baseUrl.value.slice(0, 200) } : {}),
  }
}
