import type { LogRecord } from '../../logs/record.ts'
import { fieldIn, isApology } from './log-records.ts'
import { reasonOf } from './reasons.ts'
import type { Sight } from './turns.ts'

type Part = Omit<Sight, 'at' | 'evidence'>
type Words = Readonly<Record<string, string | undefined>>

/** How a message that came from a channel was left. 2026.5.4 gives the error in each record; 2026.9.6 gives none, and
 *  says the reason in a record of its own under the same trace. */
const READERS: readonly (readonly [RegExp, (words: Words) => Part | null])[] = [
  [
    /^message (?<step>dispatch completed|processed): channel=(?<channel>\S{1,40}) .*?sessionKey=(?<session>\S{1,200}) .*?outcome=(?<outcome>\w+)(?:.*?error="(?<text>.*)")?/,
    ({ outcome, channel, session, text = '' }) =>
      outcome === 'error' ? { ...failed(text), channel: known(channel), session: known(session) } : null,
  ],
  [
    /^(?:(?<channel>[a-z][\w-]{1,39}) )?(?:dispatch|message processing) failed: (?<text>.*)/,
    ({ channel, text = '' }) => ({ ...failed(text), channel: channel ?? null }),
  ],
  [/^Embedded agent failed before reply: (?<text>.*)/, ({ text = '' }) => failed(text)],
  [
    /^transient same-model retry (?<count>\d+)\/\d+ for (?<provider>[^/\s]{1,80})\/(?<model>\S{1,80}) reason=(?<why>\w{1,40}): delayMs=/,
    ({ count, provider = null, model = null, why = '' }) => ({
      state: 'retrying',
      reason: reasonOf('', why),
      provider,
      model,
      text: `attempt ${count} failed: ${why}`,
    }),
  ],
]

/** What a record tells of a channel's turn, or of any turn that is tried again; null where it tells nothing. */
export function channelPart(record: LogRecord): Part | null {
  const trace = fieldIn(record, 'traceId')
  // The text of an answer: the gateway's own sentence in its place.
  if (record.name === 'openclaw' && isApology(record))
    return trace === null ? null : { ...failed(record.head), trace }
  for (const [pattern, read] of READERS) {
    const words = pattern.exec(record.head)
    const part = words ? read(words.groups ?? {}) : null
    if (part) return { ...part, channel: part.channel ?? channelOf(record), ...(trace ? { trace } : {}) }
  }
  return null
}

/** `telegram` of the parts `channels/telegram`, `gateway/channels/telegram/inbound` and, in the console form,
 *  `telegram`; null for a part that belongs to no channel. */
export function channelOf({ name }: LogRecord): string | null {
  const part = name?.startsWith('{') ? (/"subsystem":"([\w./-]{1,80})"/.exec(name)?.[1] ?? '') : (name ?? '')
  return (
    /^(?:gateway\/)?channels\/([\w-]{1,40})/.exec(part)?.[1] ??
    (/^(?:telegram|discord|slack|whatsapp|signal)$/.test(part) ? part : null)
  )
}

const known = (word: string | undefined): string | null =>
  word === undefined || word === 'unknown' ? null : word

const failed = (text: string): Part => ({ state: 'failed', reason: reasonOf(text), text: text.slice(0, 300) })
