import { type Evidence, evidence } from '../../core/finding.ts'
import type { LogRecord } from '../../logs/record.ts'
import { channelOf } from './channel-turns-in-log.ts'
import { fieldIn } from './log-records.ts'

/** What the log tells of an answer on its way to a channel; `given-up`: the queue will not try it again. */
export interface Delivery {
  readonly outcome: 'sent' | 'failed' | 'given-up'
  /** Epoch ms. */
  readonly at: number
  readonly channel: string | null
  /** The records of one message have it in common. */
  readonly trace: string | null
  /** The queue's name for it. */
  readonly entry: string | null
  /** What was said of its failure. */
  readonly text: string
  readonly evidence: Evidence
}

type Words = Readonly<Record<string, string | undefined>>
type Part = Pick<Delivery, 'outcome'> & { channel?: string; entry?: string; text?: string }

/** Records of deliveries (2026.9.6). The console form takes the channel's name out of its own records. */
const READERS: readonly (readonly [RegExp, (words: Words) => Part])[] = [
  [
    /^(?<channel>[a-z][\w-]{1,39}) outbound send ok accountId=/,
    ({ channel }) => ({ outcome: 'sent', ...of({ channel }) }),
  ],
  [
    /^(?:(?<channel>[a-z][\w-]{1,39}) )?(?:final|block) reply failed: (?<text>.*)/,
    ({ channel, text }) => ({ outcome: 'failed', ...of({ channel, text }) }),
  ],
  [
    /^(?:\[(?<channel>[\w-]{1,40})\] )?Delivery entry (?<entry>\S{1,200}) (?<text>.{0,40}(?:unknown_after_send; refusing|permanently rejected).*)/,
    (words) => ({ outcome: 'given-up', ...of(words) }),
  ],
  [
    /(?:[Dd]elivery|entry) (?<entry>[\w:-]{8,200}).{0,80}?(?<text>(?:exceeded max retries|hit permanent error).*)/,
    (words) => ({ outcome: 'given-up', ...of(words) }),
  ],
]

/** The deliveries that a log's records tell of, oldest first; `source` is the log. */
export function deliveriesInLog(records: readonly LogRecord[], source: string): readonly Delivery[] {
  return records.flatMap((record) => {
    if (record.at === null) return []
    for (const [pattern, read] of READERS) {
      const words = pattern.exec(record.head)
      if (!words) continue
      const { outcome, channel, entry = null, text = '' } = read(words.groups ?? {})
      return [
        {
          outcome,
          at: record.at,
          channel: channel ?? channelOf(record),
          trace: fieldIn(record, 'traceId'),
          entry,
          text: text.slice(0, 300),
          evidence: evidence(source, record.head.slice(0, 300), { at: record.at }),
        },
      ]
    }
    return []
  })
}

/** The words that are there. */
const of = ({ channel, entry, text }: Words) => ({
  ...(channel ? { channel } : {}),
  ...(entry ? { entry } : {}),
  ...(text ? { text } : {}),
})
