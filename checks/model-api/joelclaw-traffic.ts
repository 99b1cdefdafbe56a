import type { Context } from '../../src/core/check.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import { type Traffic, trafficOf } from '../../src/systems/joelclaw/traffic.ts'

/** Who answers the gateway's prompts now, by its status and its stored configuration. */
export async function askTraffic(probes: JoelclawProbes, { ask }: Context): Promise<Traffic> {
  const [health, redis] = await Promise.all([ask(probes.health), ask(probes.redis)])
  const config = redis.ok && redis.replies.config?.ok ? redis.replies.config.value : undefined
  const text = typeof config === 'string' || config === null ? config : undefined
  return trafficOf(health.kind === 'document' ? health.document : null, text)
}

export const NOBODY_TELLS = 'neither the status nor the stored configuration tells which provider is active'
