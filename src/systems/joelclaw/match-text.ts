import type { Code } from '../../catalog/codes/index.ts'
import { classify } from '../../logs/hits.ts'
import type { LogRecord } from '../../logs/record.ts'
import { wordsOf } from '../../logs/words.ts'
import { errorRules } from './error-rules/index.ts'
import { flowRules } from './flow-rules.ts'
import { errFormat } from './log-format.ts'

const RULES = [...errorRules, ...flowRules]

/** Words of messages whose judgement needs more than a rule. */
const PHRASES: readonly (readonly [RegExp, Code])[] = [
  [
    /dropped consecutive duplicate|dropped duplicate inbound message|queue\.dedup_dropped|message\.dedup_dropped/,
    'stdout-flow.duplicate-dropped',
  ],
  [/shutting down \{[\s\S]{0,80}watchdog:|signal: "watchdog:/, 'stdout-flow.ended-by-watchdog'],
]

/** The most text that is looked at, characters. */
const MOST = 200_000

/** The codes that a pasted piece of a log, or a few words of it, point to; the surest first, no repeats. */
export function matchText(text: string): readonly Code[] {
  const pasted = text.slice(0, MOST)
  const records = errFormat.records(pasted)
  const whole: LogRecord = {
    head: '',
    text: pasted,
    at: null,
    line: 1,
    known: false,
    name: null,
    level: null,
  }
  const byRecord = records.flatMap((record) => classify(RULES, record)?.rule.code ?? [])
  const words = wordsOf(whole)
  const byWords = RULES.filter((rule) => rule.words?.exec(words)).map((rule) => rule.code)
  const byPhrase = PHRASES.filter(([pattern]) => pattern.test(words)).map(([, code]) => code)
  return [...new Set([...byRecord, ...byWords, ...byPhrase])]
}
