import { type Evidence, evidence } from '../../core/finding.ts'
import type { LogRecord } from '../../logs/record.ts'

/** What the gateway's own watch says of a session or of a lane of its queue (2026.2 to 2026.9.6). */
export interface Stall {
  /** `stuck`: nothing works on it; `stalled`: its work shows no sign; `long`: its work is known to go on; `waited`: a
   *  task came to its turn late; `blocked`: tasks wait and none runs. */
  readonly kind: 'stuck' | 'stalled' | 'long' | 'waited' | 'blocked'
  /** Epoch ms. */
  readonly at: number
  /** The session's key, or the lane. */
  readonly name: string
  /** How long it had lasted by then, ms. */
  readonly ageMs: number
  /** Messages behind it. */
  readonly queued: number
  /** What it works on, in the gateway's words. */
  readonly why: string
  readonly evidence: Evidence
}

type Words = Readonly<Record<string, string | undefined>>
type Part = Omit<Stall, 'at' | 'evidence'>

const KINDS = { stuck: 'stuck', stalled: 'stalled', 'long-running': 'long' } as const

const READERS: readonly (readonly [RegExp, (words: Words) => Part])[] = [
  [
    /^(?<kind>stuck|stalled|long-running) session: sessionId=\S{1,200} sessionKey=(?<name>\S{1,200}) state=\w+ age=(?<age>\d{1,9})s queueDepth=(?<queued>\d{1,6})(?: reason=(?<why>\w{1,80}))?/,
    ({ kind = '', name = '', age, queued, why = 'no reason given' }) => ({
      kind: KINDS[kind as keyof typeof KINDS],
      name,
      ageMs: Number(age) * 1_000,
      queued: Number(queued),
      why,
    }),
  ],
  [
    /^lane wait exceeded: lane=(?<name>\S{1,200}) waitedMs=(?<waited>\d{1,12}) queueAhead=\d+(?:.*?queueBehind=(?<queued>\d{1,6}))?/,
    ({ name = '', waited, queued }) => ({
      kind: 'waited',
      name,
      ageMs: Number(waited),
      queued: Number(queued ?? 0),
      why: 'other tasks of the lane were before it',
    }),
  ],
  [
    /^drainLane blocked: lane=(?<name>\S{1,200}) draining=true active=0 queue=(?<queued>\d{1,6})/,
    ({ name = '', queued }) => ({
      kind: 'blocked',
      name,
      ageMs: 0,
      queued: Number(queued),
      why: 'tasks wait and none runs',
    }),
  ],
]

/** The stalls that a log's records tell of, oldest first; `source` is the log. */
export function stallsInLog(records: readonly LogRecord[], source: string): readonly Stall[] {
  return records.flatMap((record) => {
    const { at, head } = record
    if (at === null) return []
    for (const [pattern, read] of READERS) {
      const words = pattern.exec(head)
      if (words)
        return [{ ...read(words.groups ?? {}), at, evidence: evidence(source, head.slice(0, 300), { at }) }]
    }
    return []
  })
}
