import { type Check, defineCheck, found, type Outcome, skipped, unchecked } from '../../src/core/check.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import { HOUR, type Window } from '../../src/core/window.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { askStore, type StoreAnswer } from '../../src/systems/joelclaw/telemetry-store.ts'

/** The telemetry store answers a real query, and the running gateway leaves events in it. */
export function joelclawStore(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  return defineCheck({
    id: 'otel/store',
    title: "the gateway's events reach the store",
    codes: ['otel.backend-unreachable', 'otel.backend-foreign', 'otel.query-failed', 'otel.no-events'],
    looks: settings.telemetry.backend === 'none' ? [] : [settings.telemetry[settings.telemetry.backend].url],
    deadlineMs: 2 * settings.thresholds.telemetryMs + settings.thresholds.httpMs,
    run: async (context) => {
      const store = await context.ask(probes.telemetry)
      if (store.state === 'skipped') return skipped(store.why)
      if (store.state !== 'ready') {
        const foreign = store.state === 'foreign'
        const summary = foreign
          ? `what answers at ${store.url} is not the telemetry store`
          : `the telemetry store at ${store.url} does not answer`
        return found([trouble(foreign ? 'otel.backend-foreign' : 'otel.backend-unreachable', summary, store)])
      }
      const { window } = context
      const answer = await askStore(settings, context, { since: window.since, until: window.until, limit: 1 })
      const health = await context.ask(probes.health)
      const uptime = health.kind === 'document' ? (health.document.status?.uptimeMs ?? null) : null
      const upSince = uptime === null ? null : context.now - uptime
      return judgeStore(answer, store.url, window, upSince)
    },
  })
}

/** The heartbeat alone leaves an event every 15 minutes. */
const QUIET_MS = HOUR / 2

/** `upSince`: the start of the running daemon (epoch ms), null when none is known to run. */
export function judgeStore(
  answer: StoreAnswer,
  url: string,
  window: Window,
  upSince: number | null,
): Outcome {
  if (!answer.ok) {
    const { kind, why } = answer
    if (kind === 'key-refused') return unchecked(`the telemetry store refuses our key (${why})`)
    if (kind === 'no-key') return skipped(why)
    const code = kind === 'failed' ? 'otel.query-failed' : 'otel.backend-unreachable'
    const summary =
      kind === 'failed'
        ? 'the telemetry store cannot answer a query'
        : 'the telemetry store does not answer a query'
    return found([trouble(code, summary, { url, why })])
  }
  const { total } = answer.page
  const long = window.until - window.since >= QUIET_MS
  if (total > 0 || !long || upSince === null || upSince > window.since)
    return found([], `${total} events of the gateway`)
  const hours = Math.max(1, Math.round((window.until - window.since) / HOUR))
  return found([
    {
      code: 'otel.no-events',
      severity: 'warning',
      summary: `no event of the gateway in the last ${hours} h, although it was up`,
      evidence: [evidence(url, 'found: 0')],
      params: { hours, url },
    },
  ])
}

function trouble(
  code: Observation['code'],
  summary: string,
  { url, why }: { url: string; why: string },
): Observation {
  return { code, severity: 'warning', summary, evidence: [evidence(url, why)], params: { url, why } }
}
