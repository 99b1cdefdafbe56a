import { type Check, defineCheck, fine, found } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation, type Severity } from '../../src/core/finding.ts'
import { withoutLog } from '../../src/logs/file-outcome.ts'
import { quoteOf } from '../../src/logs/words.ts'
import {
  type FlowEvent,
  flowOf,
  type LastMessage,
  lastMessage,
  unstored,
} from '../../src/systems/joelclaw/flow.ts'
import type { HealthDocument } from '../../src/systems/joelclaw/health.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { isLive } from '../../src/systems/joelclaw/standing.ts'

type Thresholds = JoelclawSettings['thresholds']

/** What the judgement rests on besides the log. */
export interface Live {
  readonly now: number
  readonly health: HealthDocument | null
  /** Stream ids that wait in the store; null where the store was not asked or did not answer. */
  readonly waiting: readonly string[] | null
  readonly log: string
}

/** Whether what went in came out: received, stored, handed to the model, answered. */
export function joelclawMessages(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  return defineCheck({
    id: 'stdout-flow/messages',
    title: 'every message got its answer',
    codes: [
      'stdout-flow.not-persisted',
      'stdout-flow.not-dispatched',
      'stdout-flow.turn-stalled',
      'stdout-flow.turn-slow',
      'stdout-flow.unanswered',
      'stdout-flow.not-sent',
    ],
    looks: [settings.paths.log, '/health', settings.keys.stream],
    run: async ({ ask, now, window }) => {
      if (!isLive({ window, now })) return fine('what waits is known only of now, and the window ends before')
      const [logs, answer] = await Promise.all([ask(probes.logs), ask(probes.health)])
      if (!logs.out.ok) return withoutLog(settings.paths.log, logs.out)
      const events = flowOf(logs.out.log)
      const last = lastMessage(events)
      const open = last !== null && !last.answered && !last.ended
      const redis = open ? await ask(probes.redis) : null
      const oldest = redis?.ok ? redis.replies.oldest : undefined
      const waiting = oldest?.ok ? streamIds(oldest.value) : null
      const health = answer.kind === 'document' ? answer.document : null
      const live: Live = { now, health, waiting, log: settings.paths.log }
      const findings = judgeMessages(events, live, settings.thresholds)
      const at = last?.at ?? null
      const detail = at === null ? 'no message in this run' : `last message ${duration(now - at)} ago`
      return findings.length > 0 ? found(findings) : fine(detail)
    },
  })
}

/** What the flow of messages shows. A turn that runs is no stall before its threshold. */
export function judgeMessages(
  events: readonly FlowEvent[],
  live: Live,
  thresholds: Thresholds,
): readonly Observation[] {
  const turn = live.health?.status?.supersession?.activeRequest?.enqueuedAt ?? null
  if (turn !== null) return runningTurn(turn, events, live, thresholds)
  const hanging = unstored(events)
  const redisDown =
    live.health?.mode === 'redis_degraded' || live.health?.components?.get('redis') === 'degraded'
  if (hanging && redisDown) {
    const what = observe(
      'stdout-flow.not-persisted',
      'fault',
      'a message arrived and is not stored: Redis is away',
      live,
    )
    return [what(hanging, null)]
  }
  const last = lastMessage(events)
  if (!last || last.ended) return []
  return last.answered ? unsentAnswer(last, live, thresholds) : openMessage(last, live, thresholds)
}

function runningTurn(since: number, events: readonly FlowEvent[], live: Live, thresholds: Thresholds) {
  const age = live.now - since
  const last = lastMessage(events)?.persisted ?? null
  const run = `a turn has been running for ${duration(age)}`
  if (age >= thresholds.turnStuckMs)
    return [observe('stdout-flow.turn-stalled', 'fault', run, live)(last, since)]
  if (age >= thresholds.turnSlowMs) return [observe('stdout-flow.turn-slow', 'note', run, live)(last, since)]
  return []
}

/** No turn runs and the last message has no answer: it still waits in the store, or it was given up. */
function openMessage(last: LastMessage, live: Live, thresholds: Thresholds): readonly Observation[] {
  const age = last.at === null ? 0 : live.now - last.at
  if (age < thresholds.turnSlowMs) return []
  const { persisted } = last
  const from = persisted.channel ?? 'an unknown source'
  if (persisted.streamId !== null && isWaiting(persisted.streamId, live.waiting)) {
    const severity: Severity = age >= thresholds.backlogMs ? 'fault' : 'warning'
    const words = `a message from ${from} has been waiting for ${duration(age)} and no turn runs`
    return [observe('stdout-flow.not-dispatched', severity, words, live)(persisted, last.at)]
  }
  // Events often need no words in answer; a person does.
  if (!isPerson(persisted.channel)) return []
  const words = `the last message, from ${from} ${duration(age)} ago, got no answer`
  return [observe('stdout-flow.unanswered', 'warning', words, live)(persisted, last.at)]
}

/** The model answered a Telegram message and no sending is logged after it. Other channels log none. */
function unsentAnswer(last: LastMessage, live: Live, thresholds: Thresholds): readonly Observation[] {
  const age = last.at === null ? 0 : live.now - last.at
  if (last.sent || last.persisted.channel !== 'telegram' || age < thresholds.turnSlowMs) return []
  const words = `the answer to the last message, from telegram ${duration(age)} ago, was never logged as sent`
  return [observe('stdout-flow.not-sent', 'warning', words, live)(last.persisted, last.at)]
}

function isPerson(channel: string | null): boolean {
  return channel !== null && ['telegram', 'imessage', 'slack', 'discord'].includes(channel)
}

function observe(code: Observation['code'], severity: Severity, summary: string, { log }: Live) {
  return (event: FlowEvent | null, since: number | null): Observation => ({
    code,
    severity,
    summary,
    evidence: event
      ? [evidence(log, quoteOf(event.record), { at: since })]
      : [evidence('/health', 'status.supersession.activeRequest', { at: since })],
    since: iso(since),
    at: null,
  })
}

/** How many of the oldest entries the store is asked for. */
const ASKED = 5

/** A younger message than the oldest five waits behind them. */
function isWaiting(id: string, waiting: readonly string[] | null): boolean {
  if (waiting === null) return false
  return waiting.includes(id) || (waiting.length >= ASKED && id > (waiting.at(-1) ?? ''))
}

/** The ids of an XRANGE reply. */
function streamIds(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((entry) => (Array.isArray(entry) && typeof entry[0] === 'string' ? entry[0] : []))
}
