import type { Config } from '../config/schema.ts'
import type { WalkPlan } from '../core/plan.ts'
import { clean } from '../redact/clean.ts'

/** Finds the configuration's acceptance of a finding: same code, this gateway (or any), not over at `now` (ms).
 *  A day without a time is accepted to its end, UTC. */
export function accepting(config: Config, gateway: string, now: number): WalkPlan['accepts'] {
  const valid = config.accept.filter(
    (one) => (!one.gateway || one.gateway === gateway) && endOf(one.until) >= now,
  )
  return (layer, finding) => {
    const accepted = valid.find((one) => one.code === finding.code)
    return accepted ? { layer, finding, reason: clean(accepted.reason), until: accepted.until } : null
  }
}

const endOf = (until: string): number => Date.parse(until.length === 10 ? `${until}T23:59:59.999Z` : until)
