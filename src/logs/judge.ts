import { evidence, iso, type Observation, type Severity } from '../core/finding.ts'
import { fill } from '../core/remedy.ts'
import type { Window } from '../core/window.ts'
import { type Cleared, clearedIn } from './clearing.ts'
import { type Hit, hitsIn } from './hits.ts'
import type { Log } from './log.ts'
import { atMost, type Rule, type Standing } from './rule.ts'
import { known, place, SLACK } from './span.ts'
import { quoteOf } from './words.ts'

/** What the judgement rests on besides the rules. */
export interface Case {
  readonly logs: readonly Log[]
  readonly window: Window
  /** What the live status says, by the names that rules use as `authority`. */
  readonly standing: Readonly<Record<string, Standing>>
}

type Facts = Case & { readonly cleared: (hit: Hit) => Cleared }

/** A hit is history, not state: how severe it still is, and why it is less than the rule says. */
interface Verdict {
  readonly severity: Severity
  readonly because: string | null
}

/** What the rules find in the logs: one observation per code, in the order of the rules. */
export function judge(rules: readonly Rule[], the: Case): readonly Observation[] {
  const facts = { ...the, cleared: clearedIn(the.logs, the.window.until + SLACK) }
  const hits = hitsIn(rules, facts.logs).filter((hit) => place(facts.window, hit.record.span) !== 'out')
  const codes = [...new Set(rules.map((rule) => rule.code))]
  return codes.flatMap((code) => {
    const own = hits.filter((hit) => hit.rule.code === code)
    return own.length > 0 ? observe(own, facts) : []
  })
}

function observe(hits: readonly Hit[], facts: Facts): Observation {
  const judged = hits.map((hit) => ({ hit, ...verdictOf(hit, hits.length, facts) }))
  // The last of the worst: several rules may tell of one code, and a note must not hide a fault.
  const worst = judged.reduce((a, b) => (atMost(a.severity, b.severity) === a.severity ? b : a))
  const [first, { hit, severity, because }] = [hits[0] as Hit, worst]
  const params = { ...hit.rule.defaults, ...hit.groups, count: hits.length, log: sourceOf(hit, facts) }
  const summary = fill(hit.rule.summary, params)
  return {
    code: hit.rule.code,
    severity,
    summary: because ? `${summary} (${because})` : summary,
    evidence: [...new Set([first, hit])].map((one) => quoted(one, facts)),
    params,
    since: iso(known(first.record.span)),
    at: iso(known(hit.record.span)),
    count: hits.length,
  }
}

/** Every doubt lowers the severity; the first of the strictest says why. */
function verdictOf(hit: Hit, count: number, facts: Facts): Verdict {
  const { rule, record } = hit
  const cleared = facts.cleared(hit)
  if (cleared === 'yes') return { severity: 'note', because: 'over: it recovered after that' }
  const past = isBeforeRun(hit, facts)
  // What a restart mends is not judged by what the run after it says of itself.
  const asked = !past || rule.afterRestart === 'fault'
  const standing = (asked && rule.authority && facts.standing[rule.authority]) || 'unknown'
  if (standing === 'over') return { severity: 'note', because: 'over: the live status no longer shows it' }
  if (standing === 'current') return { severity: rule.severity, because: null }
  const age = record.span.latest === null ? 0 : facts.window.until - record.span.latest
  const limits: Verdict[] = []
  if (past) limits.push({ severity: rule.afterRestart ?? 'note', because: 'before the last start' })
  if (age > (rule.freshForMs ?? Number.POSITIVE_INFINITY))
    limits.push({ severity: 'note', because: 'not seen lately' })
  if (cleared === 'perhaps')
    limits.push({
      severity: 'warning',
      because: 'perhaps over: a recovery is in sight, its order is not known',
    })
  if (count < (rule.minCount ?? 1)) limits.push({ severity: 'note', because: 'seldom' })
  if (place(facts.window, record.span) === 'unknown')
    limits.push({ severity: unknownTime(hit, facts), because: 'time unknown' })
  const full: Verdict = { severity: rule.severity, because: limits[0]?.because ?? null }
  return limits.reduce((a, b) => (atMost(a.severity, b.severity) === a.severity ? a : b), full)
}

function unknownTime({ rule, index }: Hit, { logs }: Facts): Severity {
  const runFrom = logs.find((log) => log.id === rule.log)?.runFrom ?? null
  const inRun = runFrom !== null && index >= runFrom
  return inRun && rule.holdsInRun ? rule.severity : (rule.unknownTime ?? 'warning')
}

function isBeforeRun(hit: Hit, { logs }: Case): boolean {
  const runFrom = logs.find((log) => log.id === hit.rule.log)?.runFrom ?? null
  return runFrom !== null && hit.index < runFrom
}

function sourceOf(hit: Hit, { logs }: Case): string {
  return logs.find((log) => log.id === hit.rule.log)?.source ?? hit.rule.log
}

function quoted(hit: Hit, facts: Case) {
  const whole = facts.logs.find((log) => log.id === hit.rule.log)?.whole ?? false
  const where = { at: known(hit.record.span), line: whole ? hit.record.line : null }
  return evidence(sourceOf(hit, facts), quoteOf(hit.record), where)
}
