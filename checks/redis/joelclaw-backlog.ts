import { type Check, found } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { RedisReply } from '../../src/host/redis.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import {
  pendingSummary,
  type StoredMessage,
  storedMessages,
} from '../../src/systems/joelclaw/stored-messages.ts'
import { defineReading } from './joelclaw-reading.ts'

/** The durable queue. `oldest` are its first entries; `turn`: a turn runs ('yes', 'no'), or nobody tells. */
export interface Backlog {
  readonly stored: number
  readonly indexed: number
  readonly oldest: readonly StoredMessage[]
  readonly unacknowledged: { readonly count: number; readonly consumer: string | null }
  readonly turn: 'yes' | 'no' | 'unknown'
}

/** Messages that were taken in are worked on. The gateway's own status does not count them. */
export function joelclawBacklog(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  const { keys } = settings
  return defineReading(probes, {
    id: 'redis/backlog',
    title: 'stored messages are worked on',
    codes: ['redis.backlog-old', 'redis.backlog-mismatch', 'redis.poison-entry', 'redis.unacknowledged'],
    looks: [keys.stream, keys.priority],
    judge: async (replies, { ask, now }) => {
      const health = await ask(probes.health)
      const status = health.kind === 'document' ? health.document.status : null
      const supersession = status?.supersession
      const backlog: Backlog = {
        stored: numberOf(replies.streamLength),
        indexed: numberOf(replies.backlog),
        oldest: storedMessages(replies.oldest),
        unacknowledged: pendingSummary(replies.pending),
        turn: !supersession ? 'unknown' : supersession.activeRequest ? 'yes' : 'no',
      }
      return found(judgeBacklog(backlog, settings, now), describe(backlog))
    },
  })
}

/** The findings of the durable queue at `now` (epoch ms, Redis's clock made the ids). */
export function judgeBacklog(
  backlog: Backlog,
  settings: JoelclawSettings,
  now: number,
): readonly Observation[] {
  const { keys, redis } = settings
  const where = { host: redis.host, port: redis.port, key: keys.stream }
  const source = `redis://${redis.host}:${redis.port} ${keys.stream}`
  const broken = backlog.oldest.find((entry) => entry.broken !== null)
  const first = backlog.oldest[0]
  // The write of an entry and that of its index are two commands.
  const settled = !first || now - first.at > 60_000
  const findings: Observation[] = []
  const old = judgeAge(backlog, settings, now)
  if (old)
    findings.push({ ...old, evidence: [evidence(source, entryText(backlog), { at: first?.at ?? null })] })
  if (backlog.stored !== backlog.indexed && settled) {
    findings.push({
      code: 'redis.backlog-mismatch',
      severity: 'warning',
      summary: `${backlog.stored} messages are stored and ${backlog.indexed} are indexed`,
      evidence: [
        evidence(source, `XLEN ${backlog.stored}`),
        evidence(`redis://${redis.host}:${redis.port} ${keys.priority}`, `ZCARD ${backlog.indexed}`),
      ],
      params: { ...where, count: backlog.stored, indexed: backlog.indexed },
    })
  }
  if (broken) {
    findings.push({
      code: 'redis.poison-entry',
      severity: 'warning',
      summary: `stored message ${broken.id} cannot be read: ${broken.broken}`,
      evidence: [evidence(source, `${broken.id}: ${broken.broken}`, { at: broken.at })],
      params: { ...where, id: broken.id },
    })
  }
  if (backlog.unacknowledged.count > 0) {
    const { count, consumer } = backlog.unacknowledged
    findings.push({
      code: 'redis.unacknowledged',
      severity: 'note',
      summary: `${count} replayed messages are not acknowledged`,
      evidence: [evidence(`${source} XPENDING`, `${count} claimed by ${consumer ?? 'an unknown consumer'}`)],
      params: { ...where, count, consumer: consumer ?? 'an unknown consumer' },
      count,
    })
  }
  return findings
}

/** A running turn keeps its own entry until it ends, so that one alone is no backlog before the turn counts as
 *  stuck; where no turn runs, the daemon's one-second timer leaves nothing to wait. */
function judgeAge(
  { stored, oldest, turn }: Backlog,
  settings: JoelclawSettings,
  now: number,
): Omit<Observation, 'evidence'> | null {
  const first = oldest[0]
  if (!first) return null
  const { backlogMs, turnStuckMs } = settings.thresholds
  const age = Math.max(0, now - first.at)
  const alone = turn === 'yes' && stored === 1
  const fault = !alone && age > (turn === 'no' ? backlogMs : turnStuckMs)
  const warning = age > (alone ? turnStuckMs : backlogMs)
  if (!fault && !warning) return null
  return {
    code: 'redis.backlog-old',
    severity: fault ? 'fault' : 'warning',
    summary: alone
      ? `the message under way was stored ${duration(age)} ago`
      : `${stored} messages wait in the durable queue, the oldest for ${duration(age)}`,
    params: {
      host: settings.redis.host,
      port: settings.redis.port,
      key: settings.keys.stream,
      count: stored,
      age: duration(age),
    },
    since: iso(first.at),
    count: stored,
  }
}

function entryText({ stored, indexed, oldest }: Backlog): string {
  const first = oldest[0]
  return `XLEN ${stored}, ZCARD ${indexed}, oldest ${first?.id ?? 'none'} from ${first?.source ?? 'an unknown source'}`.slice(
    0,
    300,
  )
}

function describe({ stored, turn }: Backlog): string {
  if (stored === 0) return 'no message stored'
  return turn === 'yes' ? `${stored} stored, a turn runs` : `${stored} stored`
}

const numberOf = (reply: RedisReply | undefined) =>
  reply?.ok && typeof reply.value === 'number' ? reply.value : 0
