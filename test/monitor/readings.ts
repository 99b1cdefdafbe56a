import type { Policy } from '../../src/monitor/policy.ts'
import type { Reading, Trouble } from '../../src/monitor/reading.ts'

export const HOUR = 3_600_000

export const POLICY: Policy = {
  alertAfter: 2,
  channelAlertAfter: 2,
  blindAlertAfter: 4,
  clearAfter: 2,
  streakTtlMs: 6 * HOUR,
  minGapMs: 0,
  escalateAfterMs: HOUR,
  restart: { enabled: true, after: 2, cooldownMs: 900_000, maxPerDay: 3 },
  sinks: ['telegram'],
}

const LAYERS = ['process', 'cli-status', 'model-api', 'redis', 'otel'] as const

export const trouble = (given: Partial<Trouble> = {}): Trouble => ({
  key: 'general',
  layer: 'process',
  code: 'process.not-running',
  summary: 'the daemon is not running',
  critical: true,
  mends: true,
  evidence: [],
  next: ['joelclaw gateway restart'],
  ...given,
})

export const down = trouble()
export const modelDown = trouble({
  layer: 'model-api',
  code: 'model-api.unreachable',
  critical: false,
  mends: false,
})
export const channel = trouble({
  key: 'channel:telegram',
  layer: 'cli-status',
  code: 'cli-status.channel-degraded',
  critical: false,
  mends: false,
})
export const blind = trouble({ key: 'blind', layer: 'redis', code: null, critical: false, mends: false })

/** A walk that saw these troubles: it stopped at a general one, and looked at all layers otherwise. */
export function reading(...troubles: readonly Trouble[]): Reading {
  const general = troubles.find((one) => one.key === 'general')
  const stop = general ? LAYERS.indexOf(general.layer as (typeof LAYERS)[number]) : LAYERS.length
  const unknown = troubles.find((one) => one.key === 'blind')
  return {
    usable: true,
    verdict: general ? 'failed' : unknown ? 'unknown' : troubles.length > 0 ? 'degraded' : 'healthy',
    troubles,
    cleared: LAYERS.slice(0, stop).filter((layer) => layer !== unknown?.layer),
    untold: [],
    leftOut: [],
  }
}

export const good = reading()
