import {
  type Check,
  type Context,
  defineCheck,
  fine,
  found,
  type Outcome,
  skipped,
  unchecked,
} from '../../src/core/check.ts'
import { evidence } from '../../src/core/finding.ts'
import { type ProbeEvent, probeEvent } from '../../src/systems/joelclaw/e2e-event.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import { redisTarget } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { awaitAnswer } from './joelclaw-answer.ts'
import { whyBusy } from './joelclaw-busy.ts'
import { awaitDrain } from './joelclaw-drain.ts'

const TAKE_BACK_MS = 600

/** Puts one marked event into the gateway's list and watches where it goes: drained, and with `--e2e answer` also
 *  answered. It is sent only while the list is empty and no turn runs, and taken back if nobody drains it. */
export function joelclawDelivery(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  const { e2eDrainMs, e2eAnswerMs } = settings.thresholds
  return defineCheck({
    id: 'e2e-queue/delivery',
    title: 'an event of our own is drained, and answered where that was asked for',
    effects: 'writes',
    deadlineMs: e2eDrainMs + e2eAnswerMs + 5_000,
    codes: [
      'e2e-queue.not-drained',
      'e2e-queue.not-answered',
      'e2e-queue.answer-failed',
      'e2e-queue.batched',
      'e2e-queue.coalesced',
    ],
    looks: [
      `Redis list ${settings.keys.events}, channel ${settings.keys.notify}, list ${settings.keys.batch}`,
      settings.paths.transcripts,
    ],
    run: async (context) => {
      const busy = whyBusy(await context.ask(probes.redis), await context.ask(probes.health))
      if (busy) return skipped(`not sent: ${busy}`, 'mode')
      return deliver(settings, context)
    },
  })
}

async function deliver(settings: JoelclawSettings, context: Context): Promise<Outcome> {
  const { host, signal } = context
  const event = probeEvent(host.random.uuid(), host.clock.now())
  const text = JSON.stringify(event)
  const { keys } = settings
  const notice = JSON.stringify({ eventId: event.id, type: event.type })
  const where = {
    target: redisTarget(settings),
    list: keys.events,
    event: text,
    deadlineMs: settings.thresholds.redisMs,
  }
  const settle = { drained: false }
  try {
    const sent = await host.redis.pushEvent({ ...where, channel: keys.notify, notice }, signal)
    if (!sent.ok) return unchecked(`the event could not be put into ${keys.events}: ${sent.message}`)
    if (!sent.pushed) {
      settle.drained = true
      return skipped('not sent: other events arrived at the same moment', 'mode')
    }
    const drain = await awaitDrain(settings, context, text)
    settle.drained = drain.ok
    if (!drain.ok) return notDrained(settings, event, drain.waitedMs)
    if (context.e2e !== 'answer') return drainedOnly(drain.tookMs, drain.batched, keys.batch)
    if (drain.batched)
      return unchecked(
        `drained in ${drain.tookMs} ms and put aside for the digest (quiet hours or sleep mode): no answer is due`,
      )
    return await awaitAnswer(settings, context, event, drain.tookMs)
  } finally {
    // Also when the walk is ended meanwhile: what nobody drained must not stay behind.
    if (!settle.drained) await host.redis.takeBack(where, host.clock.deadline(TAKE_BACK_MS)).catch(() => {})
  }
}

function notDrained(settings: JoelclawSettings, event: ProbeEvent, waitedMs: number): Outcome {
  const { events } = settings.keys
  return found([
    {
      code: 'e2e-queue.not-drained',
      severity: 'fault',
      summary: `our test event stayed in ${events} for ${Math.round(waitedMs / 1000)} s; nobody took it`,
      evidence: [
        evidence(
          `Redis list ${events}`,
          `${event.type} ${event.payload.nonce}, still there, then taken back`,
          { at: event.ts },
        ),
      ],
      params: { list: events },
      since: event.payload.ts,
    },
  ])
}

function drainedOnly(tookMs: number, batched: boolean, list: string): Outcome {
  if (!batched)
    return fine(`our event was drained in ${tookMs} ms (drained is not answered; --e2e answer proves that)`)
  const summary = `our event was drained in ${tookMs} ms and put aside for the digest (quiet hours or sleep mode)`
  return found(
    [
      {
        code: 'e2e-queue.batched',
        severity: 'note',
        summary,
        evidence: [evidence(`Redis list ${list}`, 'our event')],
      },
    ],
    summary,
  )
}
