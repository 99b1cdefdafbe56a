import { type Check, defineCheck, fine, found, unchecked } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { type Evidence, evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { Delivery } from '../../src/systems/openclaw/deliveries.ts'
import type { FlowProbes } from '../../src/systems/openclaw/flow-probes.ts'
import type { PendingAnswer } from '../../src/systems/openclaw/pending-answers.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { Outbound, Queues } from '../../src/systems/openclaw/queues.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'
import type { Turn } from '../../src/systems/openclaw/turns.ts'

/** What a model answered reaches the channel that it was asked from. The gateway counts such a turn as succeeded. */
export function deliveryCheck(settings: OpenclawSettings, probes: OpenclawProbes, flow: FlowProbes): Check {
  return defineCheck({
    id: 'stdout-flow/delivery',
    title: 'answers reach their channel',
    codes: ['stdout-flow.delivery-failed', 'stdout-flow.delivery-waiting'],
    looks: [
      "records of deliveries in the gateway's log",
      'delivery_queue_entries, answers that sessions keep',
    ],
    run: async ({ ask, now }) => {
      const [deliveries, kept, answer, turns, instance] = await Promise.all([
        ask(flow.deliveries),
        ask(flow.pendingAnswers),
        ask(flow.queues),
        ask(probes.turns),
        ask(probes.instance),
      ])
      const queues = answer.kind === 'read' ? answer.queues : null
      const { turnStuckMs: stuckMs, passingMs } = settings.thresholds
      const view = { now, stuckMs, passingMs, running: instance.process !== null }
      const findings = judgeDelivery(deliveries, turns, { queues, kept }, view)
      if (answer.kind === 'blocked') return unchecked(`the queues: ${answer.why}`, findings)
      return findings.length > 0 ? found(findings) : fine(wordsOf(deliveries, turns))
    },
  })
}

/** A turn that was answered is not one that was delivered: what nobody tells stays open. */
export function wordsOf(deliveries: readonly Delivery[], turns: readonly Turn[]): string {
  const sent = deliveries.filter(({ outcome }) => outcome === 'sent').length
  const answered = turns.filter(({ state }) => state === 'ok').length
  if (sent > 0) return `${sent} sent to a channel`
  return answered > 0 ? `${answered} answered; whether they were delivered is not told` : 'nothing to deliver'
}

/** Times and ages are ms. */
export interface DeliveryView {
  readonly now: number
  readonly stuckMs: number
  /** A failure that nobody has tried since counts as current for this long. */
  readonly passingMs: number
  readonly running: boolean
}

/** The chat has gone, not the channel: its user blocked the bot, or it was taken out of the group. */
const CHAT_GONE =
  /bot was (?:blocked|kicked)|chat not found|user is deactivated|not a member of the (?:chat|channel|group)/i

export function judgeDelivery(
  deliveries: readonly Delivery[],
  turns: readonly Turn[],
  { queues, kept }: { readonly queues: Queues | null; readonly kept: readonly PendingAnswer[] },
  view: DeliveryView,
): readonly Observation[] {
  const failed = deliveries.filter(({ outcome }) => outcome === 'failed')
  const lost = failed.length > 0 ? failed : deliveries.filter(({ outcome }) => outcome === 'given-up')
  const channels = [...new Set(lost.map(({ channel }) => channel))]
  const told = channels.map((channel) =>
    observe(
      lost.filter((one) => one.channel === channel),
      deliveries,
      turns,
      view,
    ),
  )
  const silent = told.length > 0 ? [] : keptAnswers(kept, deliveries, view)
  if (!queues) return [...told, ...silent]
  const dropped = told.length > 0 || silent.length > 0 ? [] : givenUp(queues, deliveries, view)
  return [...told, ...silent, ...dropped, ...waiting(queues, view)]
}

/** Where the log is silent, the answers that sessions still keep: no channel has taken them. */
function keptAnswers(
  kept: readonly PendingAnswer[],
  deliveries: readonly Delivery[],
  { now, passingMs, running }: DeliveryView,
): readonly Observation[] {
  return kept
    .filter(({ at }) => now - at >= SOON)
    .map(({ session, channel, at, state, path }) => {
      const over = deliveries.some((one) => one.outcome === 'sent' && one.at > at && one.channel === channel)
      const where = channel ?? 'its channel'
      const said = state === null ? 'no attempt is told of' : `its delivery is ${state}`
      const fate = over ? ' (over: a later message was delivered)' : ''
      return {
        code: 'stdout-flow.delivery-failed',
        severity: over ? 'note' : !running || now - at > passingMs ? 'warning' : 'fault',
        summary: `an answer of session ${session} was given ${duration(now - at)} ago and is kept as not delivered to ${where}: ${said}${fate}`,
        evidence: [
          evidence(`${path} session_nodes ${session}`, `pendingFinalDelivery ${state ?? 'not tried'}`, {
            at,
          }),
        ],
        params: { channel: where, said, run: 'unknown' },
        at: iso(at),
      } as const
    })
}

function observe(
  lost: readonly Delivery[],
  all: readonly Delivery[],
  turns: readonly Turn[],
  { now, passingMs }: DeliveryView,
): Observation {
  const [first, last] = [lost[0] as Delivery, lost.at(-1) as Delivery]
  const channel = last.channel ?? 'a channel'
  const over = all.some((one) => one.outcome === 'sent' && sentAfter(one, last))
  const gone = lost.every(({ text }) => CHAT_GONE.test(text))
  const run = runOf(last, turns)
  const many = lost.length === 1 ? 'an answer was' : `${lost.length} answers were`
  const fate = over ? ' (over: a later message was delivered)' : ''
  const after = all.filter((one) => one.outcome === 'given-up' && one.at >= first.at)
  const words = last.text.replace(/^OutboundDeliveryError: /, '')
  return {
    code: 'stdout-flow.delivery-failed',
    severity: over ? 'note' : gone || now - last.at > passingMs ? 'warning' : 'fault',
    summary: `${many} not delivered to ${channel}: ${words.slice(0, 160)}${fate}`,
    evidence: [...lost.slice(-2), ...after.slice(-1)].map((one) => one.evidence).concat(evidenceOf(run)),
    params: { channel, said: words.slice(0, 160), run: run?.runId ?? 'unknown' },
    since: iso(first.at),
    at: iso(last.at),
    count: lost.length,
  }
}

const sentAfter = (sent: Delivery, lost: Delivery): boolean =>
  sent.at > lost.at && sent.channel === lost.channel && (sent.trace === null || sent.trace !== lost.trace)

/** An answer is sent this soon after its run has ended, ms. */
const SOON = 60_000

/** The run whose answer it was: by their common trace, else the last one that ended well just before. */
function runOf(lost: Delivery, turns: readonly Turn[]): Turn | undefined {
  const traced = lost.trace ? turns.find(({ trace }) => trace === lost.trace) : undefined
  return traced ?? turns.findLast(({ state, at }) => state === 'ok' && at <= lost.at && lost.at - at <= SOON)
}

const evidenceOf = (run: Turn | undefined): readonly Evidence[] =>
  run?.runId
    ? [
        evidence(run.evidence[0]?.source ?? 'runs', `run ${run.runId} of agent ${run.agent} succeeded`, {
          at: run.at,
        }),
      ]
    : []

/** Where the log is silent, the queue's receipts of what it gave up. It keeps none of what was delivered since, so that
 *  only a recent one is current. */
function givenUp(
  { path, outbound }: Queues,
  deliveries: readonly Delivery[],
  { now, stuckMs }: DeliveryView,
): readonly Observation[] {
  const lost = outbound.filter(({ status }) => status === 'failed')
  const last = lost.toSorted((a, b) => (a.failedAt ?? 0) - (b.failedAt ?? 0)).at(-1)
  if (!last) return []
  const at = last.failedAt ?? last.enqueuedAt
  const over = deliveries.some((one) => one.outcome === 'sent' && one.at > at)
  const channel = last.channel ?? 'a channel'
  const said = last.error ?? 'no reason was kept'
  const many =
    lost.length === 1
      ? `an answer for ${channel} lies`
      : `${lost.length} answers, the last for ${channel}, lie`
  return [
    {
      code: 'stdout-flow.delivery-failed',
      severity: over ? 'note' : now - at > stuckMs ? 'warning' : 'fault',
      summary: `${many} in the queue as given up: ${said.slice(0, 160)}${over ? ' (over: a later message was delivered)' : ''}`,
      evidence: [rowOf(path, last, at)],
      params: { channel, said: said.slice(0, 160), run: 'unknown' },
      at: iso(at),
      count: lost.length,
    },
  ]
}

/** Answers that a running gateway has not got rid of. What waits in a stopped one is sent at its next start. */
function waiting(
  { path, outbound }: Queues,
  { now, stuckMs, running }: DeliveryView,
): readonly Observation[] {
  const late = outbound.filter(
    ({ status, enqueuedAt }) => status === 'pending' && now - enqueuedAt >= stuckMs,
  )
  const oldest = late.toSorted((a, b) => a.enqueuedAt - b.enqueuedAt)[0]
  if (!running || !oldest) return []
  const age = duration(now - oldest.enqueuedAt)
  const channel = oldest.channel ?? 'a channel'
  const said = oldest.error ?? 'no attempt has failed'
  const many = late.length === 1 ? 'an answer waits' : `${late.length} answers wait`
  return [
    {
      code: 'stdout-flow.delivery-waiting',
      severity: 'fault',
      summary: `${many} to be delivered to ${channel}, the oldest for ${age} after ${oldest.attempts} attempts: ${said.slice(0, 120)}`,
      evidence: [rowOf(path, oldest, oldest.enqueuedAt)],
      params: { channel, age, said: said.slice(0, 160) },
      since: iso(oldest.enqueuedAt),
      count: late.length,
    },
  ]
}

const rowOf = (path: string, { queue, id, status, attempts, error }: Outbound, at: number): Evidence =>
  evidence(path, `${queue} ${id} ${status}, ${attempts} attempts${error ? `: ${error}` : ''}`.slice(0, 300), {
    at,
  })
