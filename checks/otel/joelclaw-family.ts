import type { Code } from '../../src/catalog/codes/index.ts'
import { type Check, defineCheck, found, skipped } from '../../src/core/check.ts'
import { evidence, iso, type Observation, type Params, type Severity } from '../../src/core/finding.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import type { TelemetryEvent } from '../../src/systems/joelclaw/telemetry.ts'
import { FAMILIES, type FamilyName, hoursOf, sinceOf } from '../../src/systems/joelclaw/telemetry-families.ts'
import { askStore } from '../../src/systems/joelclaw/telemetry-store.ts'

/** Judges a family's events, newest first; `hours` is the length of the time they were looked for. */
export type FamilyJudge = (events: readonly TelemetryEvent[], hours: number) => readonly Observation[]

interface Spec {
  readonly family: FamilyName
  readonly title: string
  readonly codes: readonly Code[]
  readonly judge: FamilyJudge
}

/** Events of one family that are looked at, at most. */
const LIMIT = 250

/** A check of one family of events. Without a store it has nothing to look at: `otel/store` says why. */
export function defineFamily({ family: name, title, codes, judge }: Spec) {
  return (settings: JoelclawSettings, probes: JoelclawProbes): Check => {
    const family = FAMILIES[name]
    return defineCheck({
      id: `otel/${name}`,
      title,
      codes,
      looks: [family.actions.join(', ')],
      deadlineMs: 2 * settings.thresholds.telemetryMs + 1_000,
      run: async (context) => {
        const store = await context.ask(probes.telemetry)
        if (store.state !== 'ready') return skipped(store.why)
        const { window } = context
        const query = {
          since: sinceOf(family, window),
          until: window.until,
          actions: family.actions,
          limit: LIMIT,
        }
        const answer = await askStore(settings, context, query)
        return answer.ok
          ? found(judge(answer.page.events, hoursOf(family, window)))
          : skipped('the telemetry store does not answer this query')
      },
    })
  }
}

/** An observation about some events: first and last sight, their number, and the three newest as evidence. */
export function aboutEvents(
  events: readonly TelemetryEvent[],
  {
    code,
    severity = 'warning',
    summary,
    params,
  }: { code: Code; severity?: Severity; summary: string; params: Params },
): Observation {
  return {
    code,
    severity,
    summary,
    evidence: events
      .slice(0, 3)
      .map((event) => evidence(`telemetry ${event.component}`, eventText(event), { at: event.at })),
    params: { count: events.length, ...params },
    since: iso(events.at(-1)?.at),
    at: iso(events[0]?.at),
    count: events.length,
  }
}

/** Action, and the error where the event failed; on success the field repeats the action's name. */
export function eventText({ action, error, success }: TelemetryEvent): string {
  return success || !error ? action : `${action}: ${error}`.slice(0, 300)
}

/** The events of these actions. */
export function only(
  events: readonly TelemetryEvent[],
  ...actions: readonly string[]
): readonly TelemetryEvent[] {
  return events.filter((event) => actions.includes(event.action))
}

/** Those before which nothing of `ended` came later: what is not known to be over. */
export function sinceLast(
  events: readonly TelemetryEvent[],
  ended: readonly TelemetryEvent[],
): readonly TelemetryEvent[] {
  const last = Math.max(Number.NEGATIVE_INFINITY, ...ended.map((event) => event.at))
  return events.filter((event) => event.at > last)
}
