import { type Context, fine, found, type Outcome, unchecked } from '../../src/core/check.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import type { ProbeEvent } from '../../src/systems/joelclaw/e2e-event.ts'
import { joelclawDialect } from '../../src/systems/joelclaw/prompts.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { parseEntry } from '../../src/transcript/narrow.ts'

const POLL_MS = 250
const TAIL_BYTES = 262_144

/** Where the event stands in the transcript: not seen, seen and open, merged with others, or closed by the model. */
export type Trace =
  | { readonly seen: false; readonly coalesced: boolean }
  | { readonly seen: true; readonly answer: null }
  | { readonly seen: true; readonly answer: { readonly error: string | null; readonly at: number | null } }

/** Watches the newest transcript until the model has closed the turn that holds the event's nonce. A transcript is
 *  written when an answer is complete, so a turn under way is invisible until then (pi 0.57 to 0.73). */
export async function awaitAnswer(
  settings: JoelclawSettings,
  context: Context,
  event: ProbeEvent,
  drainedMs: number,
): Promise<Outcome> {
  const { host, signal } = context
  const begun = host.clock.monotonic()
  let trace: Trace = { seen: false, coalesced: false }
  for (;;) {
    const text = await newestTail(settings, context, event.ts)
    if (text) trace = traceIn(text.text, event)
    const waitedMs = Math.round(host.clock.monotonic() - begun)
    if (trace.seen && trace.answer)
      return answered(trace.answer, drainedMs, waitedMs, text?.path ?? settings.paths.transcripts)
    if (signal.aborted) return unchecked(`drained in ${drainedMs} ms; ended before an answer could be seen`)
    if (waitedMs >= settings.thresholds.e2eAnswerMs)
      return unanswered(settings, trace, event, drainedMs, waitedMs)
    await host.clock.sleep({ ms: POLL_MS }, signal)
  }
}

async function newestTail({ paths }: JoelclawSettings, { host }: Context, since: number) {
  const listed = await host.files.list({ path: paths.transcripts })
  const newest = listed.ok
    ? listed.entries
        .filter((one) => one.kind === 'file' && one.name.endsWith('.jsonl'))
        .toSorted((a, b) => b.mtimeMs - a.mtimeMs)[0]
    : null
  if (!newest || newest.mtimeMs < since - 1_000) return null
  const path = `${paths.transcripts}/${newest.name}`
  const tail = await host.logs.tail({ path, bytes: TAIL_BYTES })
  return tail.ok ? { path, text: tail.text } : null
}

/** Reads the tail of a transcript: the user message with our nonce, and what the model closed it with. */
export function traceIn(text: string, event: ProbeEvent): Trace {
  const said = text.split('\n').flatMap((line) => {
    const entry = parseEntry(line, joelclawDialect)
    return entry ? [{ line, entry }] : []
  })
  const mine = said.findIndex(
    ({ line, entry }) => entry.kind === 'user' && line.includes(event.payload.nonce),
  )
  if (mine === -1) {
    const merged = said.some(
      ({ line, entry }) =>
        entry.kind === 'user' && (entry.at ?? 0) >= event.ts && /probe events? suppressed/.test(line),
    )
    return { seen: false, coalesced: merged }
  }
  for (const { entry } of said.slice(mine + 1)) {
    if (entry.kind !== 'assistant' || entry.stopReason === 'toolUse') continue
    const failed = entry.stopReason === 'error' || entry.stopReason === 'aborted'
    const error = failed ? (entry.error ?? entry.stopReason ?? '').slice(0, 200) : null
    return { seen: true, answer: { error, at: entry.at } }
  }
  return { seen: true, answer: null }
}

function answered(
  answer: { error: string | null; at: number | null },
  drainedMs: number,
  waitedMs: number,
  path: string,
): Outcome {
  if (answer.error === null)
    return fine(
      `our event was drained in ${drainedMs} ms and answered within ${Math.ceil(waitedMs / 1000)} s`,
    )
  const failed: Observation = {
    code: 'e2e-queue.answer-failed',
    severity: 'fault',
    summary: `our test event was answered with an error: ${answer.error}`,
    evidence: [evidence(path, answer.error, { at: answer.at })],
    params: { error: answer.error },
  }
  return found([failed])
}

function unanswered(
  settings: JoelclawSettings,
  trace: Trace,
  event: ProbeEvent,
  drainedMs: number,
  waitedMs: number,
): Outcome {
  const seconds = Math.round(waitedMs / 1000)
  const source = settings.paths.transcripts
  if (!trace.seen && trace.coalesced) {
    const summary = `our test event was drained in ${drainedMs} ms and merged with others into one prompt`
    return found(
      [
        {
          code: 'e2e-queue.coalesced',
          severity: 'note',
          summary,
          evidence: [evidence(source, 'probe events suppressed')],
        },
      ],
      summary,
    )
  }
  const state = trace.seen ? 'it is in the transcript without an answer' : 'no transcript shows it'
  const summary = `our test event was drained in ${drainedMs} ms and not answered within ${seconds} s; ${state}`
  return found([
    {
      code: 'e2e-queue.not-answered',
      severity: 'fault',
      summary,
      evidence: [evidence(source, event.payload.nonce, { at: event.ts })],
      since: event.payload.ts,
    },
  ])
}
