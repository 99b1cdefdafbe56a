import { isExcerpt } from './bun-format.ts'
import type { LogRecord } from './record.ts'

/** Fields that hold what a user wrote or a model said. */
const QUOTED = /^\s*(?:promptPreview|preview|prompt|text|content|rawData|detail|responsePreview): ["'`]/

/** Several checks look at the same records. */
const cut = new WeakMap<LogRecord, string>()

/** The record's own words: without source code excerpts and without what it quotes of other people. */
export function wordsOf(record: LogRecord): string {
  const known = cut.get(record)
  if (known !== undefined) return known
  const lines = record.text.split('\n').filter((line) => !isExcerpt(line) && !QUOTED.test(line))
  const words = lines.join('\n')
  cut.set(record, words)
  return words
}

const TELLING = /^\s*(?:error|reason|errorMsg|message|[A-Z]\w*Error): ?\S/

/** What to show of a record: its first line and the line that tells most, at most 300 characters. */
export function quoteOf(record: LogRecord): string {
  const [head = '', ...rest] = wordsOf(record).split('\n')
  const telling = rest.filter((line) => line.trim() !== '')
  const chosen =
    telling.findLast((line) => TELLING.test(line)) ?? telling.find((line) => !/^[\s},]*$/.test(line))
  const text = chosen ? `${head.trimEnd()} ${chosen.trim()}` : head
  return text.length > 300 ? `${text.slice(0, 299)}…` : text
}
