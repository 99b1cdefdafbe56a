import type { Code } from '../../catalog/codes/index.ts'
import { classify } from '../../logs/hits.ts'
import type { LogRecord } from '../../logs/record.ts'
import { cannedOf } from './canned.ts'
import { openclawFormat } from './log-records.ts'
import { openclawRules } from './log-rules.ts'
import { PHRASES } from './phrases.ts'
import { REASONS, reasonOf } from './reasons.ts'
import { turnsInLog } from './turns-in-log.ts'

/** The most text that is looked at, characters, and lines of it. */
const MOST = { characters: 200_000, lines: 4_000 } as const

/** `2026-11-20T23:17:16.010+00:00 [ws] ` before a line of the console; some quote it without its time. */
const CONSOLE = /^(?:\S{20,32} )?(?:(?:INFO|WARN|ERROR|FATAL) +)?\[(?<part>[\w./-]{1,60})\] /

/** Sentences about a failed turn, wherever they stand: in a chat, in the answer of a command, in a database. */
const SENTENCES =
  /(?:Requested agent harness "|Agent harness runtime "|MissingAgentHarnessError|CLI backend executable could not|Inline API key for provider|The selected model was not found|Unknown model: \S+\. Run|Authentication failed \(provider|⚠️ |LLM request (?:failed: |timed out)|The AI service is temporarily overloaded|Request timed out before a response|Agent couldn't generate a response|Agent run failed \(model).{0,300}/gu

/** The codes that a pasted text points to, no repeats, the surest first: records of the gateway's log in their JSON or
 *  console form, what its command line prints, and the sentences that users get. */
export function matchText(text: string): readonly Code[] {
  const pasted = text.slice(0, MOST.characters)
  const records = pasted.split(/\r?\n/).slice(0, MOST.lines).flatMap(recordIn)
  const turns = turnsInLog(records, 'pasted').flatMap(({ reason }) =>
    reason && reason !== 'other' ? [REASONS[reason].code] : [],
  )
  const rules = records.flatMap((record) => classify(openclawRules, record)?.rule.code ?? [])
  // A command prints its answer as JSON, and what people paste was broken at the width of their terminal.
  const flat = pasted.replaceAll('\\"', '"').replace(/\s+/g, ' ')
  const phrases = PHRASES.filter(([pattern]) => pattern.test(flat)).flatMap(([, ...codes]) => codes)
  return [...new Set([...turns, ...reasonsIn(flat), ...rules, ...phrases, ...cannedIn(pasted)])]
}

/** A line as a record of the gateway; times do not matter here. */
function recordIn(line: string): readonly LogRecord[] {
  if (line.startsWith('{'))
    return openclawFormat.records(line).map((record) => ({ ...record, at: record.at ?? 0 }))
  const prefix = CONSOLE.exec(line)
  if (!prefix) return /^(?:Gateway |⇄ |OpenClaw startup )/.test(line) ? [record(line, null)] : []
  return [record(line.slice(prefix[0].length), prefix.groups?.part ?? null)]
}

const record = (head: string, name: string | null): LogRecord => ({
  head: head.trim(),
  text: head,
  at: 0,
  line: 1,
  known: true,
  name,
  level: null,
})

function reasonsIn(flat: string): readonly Code[] {
  return [...flat.matchAll(SENTENCES)].flatMap(([sentence]) => {
    const reason = reasonOf(sentence)
    return reason === 'other' ? [] : [REASONS[reason].code]
  })
}

/** The gateway's sentence in place of an answer tells that a turn failed, not why: the log does. */
function cannedIn(text: string): readonly Code[] {
  const lines = [text, ...text.split(/\r?\n/).slice(0, MOST.lines)]
  const isFailed = lines.some((line) => cannedOf(line.replace(/^["'>\s]+|["'\s]+$/g, '')) === 'failed')
  return isFailed
    ? ['error-log.prompt-failed', 'error-log.harness-missing', 'cli-status.harness-unowned']
    : []
}
