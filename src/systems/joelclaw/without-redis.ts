import type { Context } from '../../core/check.ts'
import type { Severity } from '../../core/finding.ts'
import type { HealthDocument } from './health.ts'
import type { JoelclawProbes } from './probes.ts'
import type { JoelclawSettings } from './settings.ts'

/** How bad a missing Redis is: a warning while the gateway serves its direct channels without it (mode
 *  `redis_degraded`), else a fault. */
export async function severityWithoutRedis(
  settings: JoelclawSettings,
  probes: JoelclawProbes,
  { ask, host }: Context,
): Promise<Severity> {
  const health = await ask(probes.health)
  if (health.kind !== 'document' || !servesWithoutRedis(health.document)) return 'fault'
  const pid = await host.files.stat({ path: settings.paths.pid })
  return !pid.ok && pid.problem === 'absent' && isHeldAtStart(health.document) ? 'fault' : 'warning'
}

function servesWithoutRedis(document: HealthDocument): boolean {
  return document.mode === 'redis_degraded' && document.available
}

/** A daemon that boots while Redis is down answers `/health`, then waits for Redis before it starts any channel and
 *  before it writes its pid file (joelclaw of 2026-03). */
export function isHeldAtStart(document: HealthDocument): boolean {
  const configured = [...(document.status?.channels?.values() ?? [])].filter((channel) => channel.configured)
  return configured.length > 0 && configured.every((channel) => channel.started === false)
}
