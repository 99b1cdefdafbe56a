import type { Log } from './log.ts'
import type { LogRecord } from './record.ts'
import type { Rule } from './rule.ts'
import type { Timed } from './span.ts'
import { wordsOf } from './words.ts'

/** A record that a rule matched, its place in its log, and the named groups. */
export interface Hit {
  readonly rule: Rule
  readonly record: Timed
  readonly index: number
  readonly groups: Readonly<Record<string, string>>
}

/** Which rule a record belongs to, if any: the first that matches. */
export function classify(rules: readonly Rule[], record: LogRecord): Pick<Hit, 'rule' | 'groups'> | null {
  const words = wordsOf(record)
  for (const rule of rules) {
    const groups = match(rule, record, words)
    if (groups) return { rule, groups }
  }
  return null
}

/** Every record of the logs that counts and that a rule matched, in the order of each log. */
export function hitsIn(rules: readonly Rule[], logs: readonly Log[]): readonly Hit[] {
  return logs.flatMap((log) => {
    const own = rules.filter((rule) => rule.log === log.id)
    if (own.length === 0) return []
    return log.records.flatMap((record, index) => {
      if (index < log.countedFrom) return []
      const found = classify(own, record)
      return found ? { ...found, record, index } : []
    })
  })
}

function match(rule: Rule, record: LogRecord, words: string): Hit['groups'] | null {
  if (!record.known) return rule.words ? groupsOf(rule.words.exec(words)) : null
  if (!rule.head && !rule.body) return null
  const head = rule.head ? rule.head.exec(record.head) : {}
  const body = head && rule.body ? rule.body.exec(words) : {}
  if (!head || !body || rule.not?.exec(words)) return null
  return { ...groupsOf(head), ...groupsOf(body) }
}

function groupsOf(
  match: ReturnType<NonNullable<Rule['body']>['exec']> | Record<string, never>,
): Hit['groups'] | null {
  if (!match) return null
  const groups = Object.entries(match.groups ?? {}).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  )
  return Object.fromEntries(groups.map(([name, value]) => [name, value.slice(0, 200)]))
}
