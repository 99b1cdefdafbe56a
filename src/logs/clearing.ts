import type { Hit } from './hits.ts'
import type { Log } from './log.ts'
import type { Clearing } from './rule.ts'
import { before, type Span } from './span.ts'

type LastSight = { readonly index: number; readonly span: Span } | null

/** Whether a recovery followed a hit; `perhaps` where their order cannot be known. */
export type Cleared = 'yes' | 'perhaps' | 'no'

/** Tells of each hit whether a recovery followed it until `until` (epoch ms): later in the same log, or later by the
 *  clock in another one. Each log is searched once per clearing, from its end. */
export function clearedIn(logs: readonly Log[], until: number): (hit: Hit) => Cleared {
  const seen = new Map<Clearing, LastSight>()
  const lastSight = (clearing: Clearing): LastSight => {
    const known = seen.get(clearing)
    if (known !== undefined) return known
    const records = logs.find((log) => log.id === clearing.log)?.records ?? []
    const index = records.findLastIndex(
      ({ known, head, span }) => known && (span.earliest ?? 0) <= until && clearing.match.exec(head) !== null,
    )
    const record = records[index]
    const sight = record ? { index, span: record.span } : null
    seen.set(clearing, sight)
    return sight
  }
  return (hit) => {
    const answers = (hit.rule.clearedBy ?? []).map((clearing) => {
      const last = lastSight(clearing)
      if (!last) return 'no'
      if (clearing.log === hit.rule.log) return last.index > hit.index ? 'yes' : 'no'
      if (before(hit.record.span, last.span)) return 'yes'
      return before(last.span, hit.record.span) ? 'no' : 'perhaps'
    })
    return (
      answers.find((answer) => answer === 'yes') ?? answers.find((answer) => answer === 'perhaps') ?? 'no'
    )
  }
}
