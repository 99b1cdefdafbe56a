import type { Code } from '../../catalog/codes/index.ts'
import { classify } from '../../logs/hits.ts'
import { errorRules } from './error-rules.ts'
import { missionControlFormat } from './log-format.ts'

/** The most text that is looked at, characters. */
const MOST = 200_000

/** The codes that a pasted piece of a log, or a few words of it, point to; no repeats. */
export function matchText(text: string): readonly Code[] {
  const pasted = text.slice(0, MOST)
  const byRecord = missionControlFormat('local')
    .records(pasted)
    .flatMap((record) => classify(errorRules, record)?.rule.code ?? [])
  const byWords = errorRules.filter((rule) => rule.words?.exec(pasted)).map((rule) => rule.code)
  return [...new Set([...byRecord, ...byWords])]
}
