import { type Check, defineCheck, found, skipped } from '../../src/core/check.ts'
import type { Observation } from '../../src/core/finding.ts'
import { HOUR } from '../../src/core/window.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import type { TelemetryEvent } from '../../src/systems/joelclaw/telemetry.ts'
import { CHANNEL_ACTIONS } from '../../src/systems/joelclaw/telemetry-channels.ts'
import { FAMILIES } from '../../src/systems/joelclaw/telemetry-families.ts'
import { askStore } from '../../src/systems/joelclaw/telemetry-store.ts'
import { aboutEvents } from './joelclaw-family.ts'

/** No component of the gateway reports failures beyond those that a check of a family or of a channel judges. */
export function joelclawSevere(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  return defineCheck({
    id: 'otel/failures',
    title: 'no component reports failures',
    codes: ['otel.severe-actions'],
    looks: ['events with level error or fatal, or without success'],
    deadlineMs: 2 * settings.thresholds.telemetryMs + 1_000,
    run: async (context) => {
      const store = await context.ask(probes.telemetry)
      if (store.state !== 'ready') return skipped(store.why)
      const { since, until } = context.window
      const answer = await askStore(settings, context, { since, until, severe: true, limit: 250 })
      if (!answer.ok) return skipped('the telemetry store does not answer this query')
      return found(judgeFailures(answer.page.events, Math.max(1, Math.ceil((until - since) / HOUR))))
    },
  })
}

const JUDGED_ELSEWHERE = new Set<string>([
  ...Object.values(FAMILIES).flatMap((family) => family.actions),
  ...Object.values(CHANNEL_ACTIONS).flatMap(({ severe, success }) => [...severe, ...success]),
])

/** Failures of one component below this are one-off noise. */
const ENOUGH = 3

/** One finding for each component, the newest failure first. */
export function judgeFailures(events: readonly TelemetryEvent[], hours: number): readonly Observation[] {
  const severe = events.filter((event) => isSevere(event) && !JUDGED_ELSEWHERE.has(event.action))
  return [...Map.groupBy(severe, (event) => event.component)].map(([component, own]) => {
    const actions = [...Map.groupBy(own, (event) => event.action)]
      .toSorted((a, b) => b[1].length - a[1].length)
      .slice(0, 3)
      .map(([action, same]) => `${action} (${same.length})`)
      .join(', ')
    const serious = own.length >= ENOUGH || own.some((event) => event.level === 'fatal')
    return aboutEvents(own, {
      code: 'otel.severe-actions',
      severity: serious ? 'warning' : 'note',
      summary: `${component} reported ${own.length} failures: ${actions}`,
      params: { component, actions, hours },
    })
  })
}

const isSevere = ({ level, success }: TelemetryEvent) => level === 'error' || level === 'fatal' || !success
