import { type Check, type Context, defineCheck, found, skipped } from '../../src/core/check.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import { HOUR, MINUTE } from '../../src/core/window.ts'
import { askMutes } from '../../src/systems/joelclaw/mutes.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import type { TelemetryEvent } from '../../src/systems/joelclaw/telemetry.ts'
import {
  CHANNEL_ACTIONS,
  type ChannelName,
  channelHealthOf,
} from '../../src/systems/joelclaw/telemetry-channels.ts'
import { askStore } from '../../src/systems/joelclaw/telemetry-store.ts'
import { aboutEvents } from './joelclaw-family.ts'

/** So long joelclaw's own monitor remembers that a channel failed. */
const MEMORY_MS = 6 * HOUR

/** Events of one page; more than any sensible threshold. */
const LIMIT = 250

/** What the store tells of one channel; null where it did not answer. `success` is a number of events. */
export interface ChannelEvents {
  readonly channel: ChannelName
  /** Of the last six hours, the newest first. */
  readonly severe: readonly TelemetryEvent[] | null
  readonly success: number | null
}

/** No channel reports failures, or as good as nothing but failures, in the last half hour. */
export function joelclawChannelEvents(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  return defineCheck({
    id: 'otel/channels',
    title: 'no channel reports failures',
    codes: ['otel.channel-degraded', 'otel.channel-muted', 'otel.channel-unknown'],
    looks: Object.keys(CHANNEL_ACTIONS).map((channel) => `sends, starts and errors of ${channel}`),
    deadlineMs: 2 * settings.thresholds.telemetryMs + settings.thresholds.redisMs + 1_000,
    run: async (context) => {
      const store = await context.ask(probes.telemetry)
      if (store.state !== 'ready') return skipped(store.why)
      const channels = Object.keys(CHANNEL_ACTIONS) as readonly ChannelName[]
      const told = await Promise.all(channels.map((channel) => eventsOf(channel, settings, context)))
      if (told.every(({ severe }) => severe === null))
        return skipped('the telemetry store does not answer this query')
      const { until } = context.window
      const seen = told.flatMap((one) => judgeChannel(one, until, settings.channels) ?? [])
      if (!seen.some(isTrouble)) return found(seen)
      const mutes = await askMutes(settings, context)
      return found(seen.map((one) => (isTrouble(one) ? unlessMuted(one, mutes) : one)))
    },
  })
}

async function eventsOf(
  channel: ChannelName,
  settings: JoelclawSettings,
  context: Context,
): Promise<ChannelEvents> {
  const { until } = context.window
  const { severe: failing, success: working } = CHANNEL_ACTIONS[channel]
  const failures = { since: until - MEMORY_MS, until, actions: failing, limit: LIMIT }
  const severe = await askStore(settings, context, failures)
  if (!severe.ok) return { channel, severe: null, success: null }
  if (severe.page.events.length === 0) return { channel, severe: [], success: 0 }
  const successes = { since: until - settings.channels.windowMs, until, actions: working, limit: 1 }
  const success = await askStore(settings, context, successes)
  return { channel, severe: severe.page.events, success: success.ok ? success.page.total : null }
}

/** Null for a channel that works, or that has not failed for six hours. One that failed before and is silent in its
 *  window is a note: silence shows neither that it works again nor that it does not. */
export function judgeChannel(
  { channel, severe, success }: ChannelEvents,
  until: number,
  limits: JoelclawSettings['channels'],
): Observation | null {
  if (severe === null || success === null) return unknown(channel, 'the telemetry store did not answer', [])
  const recent = severe.filter((event) => event.at >= until - limits.windowMs)
  const health = channelHealthOf(recent.length, success, limits)
  const minutes = Math.round(limits.windowMs / MINUTE)
  if (health === 'unknown' && severe.length > 0)
    return unknown(channel, `it failed earlier and says nothing for ${minutes} min`, severe)
  if (health === 'ok' || health === 'unknown') return null
  const actions = [...new Set(recent.map((event) => event.action))].join(', ')
  return aboutEvents(recent, {
    code: 'otel.channel-degraded',
    summary: `${channel} is ${health}: ${recent.length} failures and ${success} successes in ${minutes} min`,
    params: { channel, component: `${channel}-channel`, actions, success, minutes },
  })
}

function unknown(channel: ChannelName, why: string, events: readonly TelemetryEvent[]): Observation {
  const params = { channel, component: `${channel}-channel`, why }
  const about = {
    code: 'otel.channel-unknown',
    severity: 'note',
    summary: `${channel}: ${why}`,
    params,
  } as const
  if (events.length > 0) return aboutEvents(events, about)
  return { ...about, evidence: [evidence('telemetry store', why)] }
}

const isTrouble = ({ code }: Observation): boolean => code === 'otel.channel-degraded'

function unlessMuted(seen: Observation, mutes: ReadonlyMap<string, string>): Observation {
  const reason = mutes.get(String(seen.params?.channel))
  if (reason === undefined) return seen
  return {
    ...seen,
    code: 'otel.channel-muted',
    severity: 'note',
    summary: `${seen.summary}; it is muted`,
    params: { ...seen.params, reason },
  }
}
