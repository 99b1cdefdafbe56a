import type { TelemetryEvent } from '../../src/systems/joelclaw/telemetry.ts'
import { aboutEvents, defineFamily, type FamilyJudge, only } from './joelclaw-family.ts'

/** Messages dropped as duplicates. Suspicious are those of which little was left to compare, and different prompts
 *  with the same hash: what is normalised away then holds the message. */
export const judgeDedup: FamilyJudge = (events, hours) => {
  const shared = hashesOfDifferentPrompts(events)
  const suspicious = events.filter(
    (event) => isCut(event) || shared.has(String(event.metadata.dedupHashPrefix)),
  )
  if (suspicious.length > 0) {
    const why =
      shared.size > 0
        ? 'prompts of different length share a hash'
        : 'less than half of the prompt was compared'
    return [
      aboutEvents(suspicious, {
        code: 'otel.dedup-suspicious',
        summary: `${suspicious.length} of ${events.length} messages dropped as duplicates look unlike duplicates: ${why}${lengths(suspicious[0])}`,
        params: { why, hours },
      }),
    ]
  }
  if (events.length === 0) return []
  return [
    aboutEvents(events, {
      code: 'otel.dedup-drops',
      severity: 'note',
      summary: `${events.length} messages were dropped as duplicates`,
      params: { hours },
    }),
  ]
}

/** A forward that belongs to an answer comes within this time of it, ms. */
const SAME_TURN_MS = 120_000

/** Answers that the policy held back and that were not sent otherwise. With a source at hand the policy was wrong. */
export const judgeForward: FamilyJudge = (events, hours) => {
  const sent = only(events, 'outbound.console_forward.sent')
  const background = only(events, 'response.generated.background_source')
  const held = only(events, 'outbound.console_forward.suppressed_policy').filter(
    (event) => !sent.some((one) => isSameTurn(event, one)),
  )
  if (held.length === 0) return []
  const sourced = held.filter(({ metadata }) =>
    [metadata.hasActiveSource, metadata.hasCapturedSource, metadata.recoveredFromRecentPrompt].includes(true),
  )
  const paired = held.some((event) => background.some((one) => isSameTurn(event, one)))
  const why =
    sourced.length > 0
      ? `; ${sourced.length} of them had a source`
      : paired
        ? '; they belong to background turns'
        : ''
  return [
    aboutEvents(held, {
      code: 'otel.console-forward-suppressed',
      summary: `${held.length} answers were held back by the forwarding policy and none was sent instead${why}`,
      params: { why, hours },
    }),
  ]
}

export const joelclawDedupEvents = defineFamily({
  family: 'dedup',
  title: 'only duplicates are dropped',
  codes: ['otel.dedup-suspicious', 'otel.dedup-drops'],
  judge: judgeDedup,
})

export const joelclawForwardEvents = defineFamily({
  family: 'forward',
  title: 'answers are forwarded',
  codes: ['otel.console-forward-suppressed'],
  judge: judgeForward,
})

/** Hash prefixes under which prompts were dropped of which one is more than twice as long as another: the same
 *  message with another preamble differs by less. */
function hashesOfDifferentPrompts(events: readonly TelemetryEvent[]): ReadonlySet<string> {
  const groups = Map.groupBy(events, ({ metadata }) => metadata.dedupHashPrefix)
  const hashes = [...groups].flatMap(([hash, same]) => {
    const sizes = same.flatMap(({ metadata }) => numberOf(metadata.promptLength) ?? [])
    return typeof hash === 'string' && Math.max(...sizes) > 2 * Math.min(...sizes) ? [hash] : []
  })
  return new Set(hashes)
}

/** A channel's preamble is some hundred characters long; where it was cut off, a larger loss is not explained by it. */
const PREAMBLE = 1_000

/** Whether more than half of the prompt was left out of the comparison without a good reason. */
function isCut({ metadata }: TelemetryEvent): boolean {
  const [whole, left] = [numberOf(metadata.promptLength), numberOf(metadata.normalizedLength)]
  if (whole === null || left === null || left >= whole / 2) return false
  return metadata.strippedInjectedContext !== true || left === 0 || whole - left > PREAMBLE
}

function lengths(event: TelemetryEvent | undefined): string {
  const [whole, left] = [numberOf(event?.metadata.promptLength), numberOf(event?.metadata.normalizedLength)]
  return whole === null || left === null ? '' : ` (${left} of ${whole} characters)`
}

/** By the turn's id where both events carry one, else by time. */
function isSameTurn(a: TelemetryEvent, b: TelemetryEvent): boolean {
  for (const key of ['turnId', 'requestId', 'streamId', 'responseId']) {
    if (typeof a.metadata[key] === 'string' && typeof b.metadata[key] === 'string')
      return a.metadata[key] === b.metadata[key]
  }
  return Math.abs(a.at - b.at) <= SAME_TURN_MS
}

const numberOf = (value: unknown) => (typeof value === 'number' && value >= 0 ? value : null)
