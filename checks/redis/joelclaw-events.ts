import { type Check, found } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import { keptIn } from '../../src/systems/joelclaw/kept.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { defineReading } from './joelclaw-reading.ts'

/** What is known of the event bridge. `alive`: the daemon answers and is past its start; `degraded`: it says itself
 *  that its Redis bridge is down. Times are epoch ms. */
export interface Bridge {
  readonly waiting: number
  readonly oldestAt: number | null
  readonly legacy: number
  readonly subscribers: number | null
  readonly registered: boolean | null
  readonly alive: boolean
  readonly degraded: boolean
}

/** Events are taken out of the list within seconds, by a subscribed and registered gateway. */
export function joelclawEvents(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  const { keys } = settings
  return defineReading(probes, {
    id: 'redis/events',
    title: 'events are taken out of the list',
    codes: [
      'redis.events-stuck',
      'redis.no-subscriber',
      'redis.not-registered',
      'redis.legacy-events-waiting',
    ],
    looks: [keys.events, keys.legacyEvents, keys.sessions, `PUBSUB NUMSUB ${keys.notify}`],
    judge: async (replies, { ask, now }) => {
      const health = await ask(probes.health)
      const document = health.kind === 'document' ? health.document : null
      const kept = keptIn({ ok: true, replies, durationMs: 0 })
      const bridge = {
        waiting: kept?.eventCount ?? 0,
        oldestAt: kept?.oldestEventAt ?? null,
        legacy: kept?.legacyCount ?? 0,
        subscribers: subscriberCount(replies.subscribers?.ok ? replies.subscribers.value : null),
        registered: kept?.sessions?.includes(sessionOf(keys.events)) ?? null,
        alive: document !== null && (document.status?.uptimeMs ?? 0) > settings.thresholds.bootGraceMs,
        degraded: document?.mode === 'redis_degraded',
      }
      return found(judgeBridge(bridge, settings, now), `${bridge.waiting} events waiting`)
    },
  })
}

/** The findings of the event bridge at `now` (epoch ms). */
export function judgeBridge(bridge: Bridge, settings: JoelclawSettings, now: number): readonly Observation[] {
  const { keys, redis, thresholds } = settings
  const where = { host: redis.host, port: redis.port }
  const at = (key: string) => `redis://${redis.host}:${redis.port} ${key}`
  const age = bridge.oldestAt === null ? null : Math.max(0, now - bridge.oldestAt)
  const waits = `${bridge.waiting} events wait`
  const findings: Observation[] = []
  if (bridge.subscribers === 0 && (bridge.alive || bridge.waiting > 0)) {
    findings.push({
      code: 'redis.no-subscriber',
      severity: bridge.waiting > 0 && !bridge.degraded ? 'fault' : 'warning',
      summary: `nobody is subscribed to ${keys.notify}${bridge.waiting > 0 ? ` and ${waits}` : ''}`,
      evidence: [
        evidence(at('PUBSUB NUMSUB'), `${keys.notify} 0`),
        evidence(at(keys.events), waits, { at: bridge.oldestAt }),
      ],
      params: { ...where, channel: keys.notify, count: bridge.waiting },
      since: iso(bridge.oldestAt),
    })
  } else if (bridge.waiting > 0 && (age === null || age > thresholds.e2eDrainMs)) {
    const known = age === null ? 'an unknown time' : duration(age)
    findings.push({
      code: 'redis.events-stuck',
      // Rows without a readable time are dropped unread by the daemon's next drain.
      severity: age === null || bridge.degraded ? 'warning' : 'fault',
      summary: `${waits} in ${keys.events}, the oldest for ${known}`,
      evidence: [evidence(at(keys.events), waits, { at: bridge.oldestAt })],
      params: { ...where, key: keys.events, count: bridge.waiting, age: known },
      since: iso(bridge.oldestAt),
      count: bridge.waiting,
    })
  }
  if (bridge.registered === false && bridge.alive && !bridge.degraded) {
    findings.push({
      code: 'redis.not-registered',
      severity: 'warning',
      summary: `${keys.sessions} does not name the gateway`,
      evidence: [evidence(at(keys.sessions), `no member "${sessionOf(keys.events)}"`)],
      params: { ...where, key: keys.sessions },
    })
  }
  if (bridge.legacy > 0) {
    findings.push({
      code: 'redis.legacy-events-waiting',
      severity: 'warning',
      summary: `${bridge.legacy} events wait in the legacy list ${keys.legacyEvents}`,
      evidence: [evidence(at(keys.legacyEvents), `${bridge.legacy} events`)],
      params: { ...where, key: keys.legacyEvents, count: bridge.legacy },
      count: bridge.legacy,
    })
  }
  return findings
}

/** The count of a `PUBSUB NUMSUB` reply for one channel: [channel, count]; null when it is something else. */
export function subscriberCount(value: unknown): number | null {
  const count: unknown = Array.isArray(value) ? value[1] : null
  return typeof count === 'number' ? count : null
}

/** `joelclaw:events:gateway` belongs to the session `gateway`. */
const sessionOf = (eventsKey: string) => eventsKey.split(':').at(-1) ?? eventsKey
