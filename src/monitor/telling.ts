import type { Host } from '../host/host.ts'
import { countsOf, gaugesOf, prometheusText, type Sample, sum } from './metrics.ts'
import type { Moment } from './moment.ts'
import { emitHealth } from './send/ingest.ts'
import { otlpMetrics } from './send/otlp.ts'
import { serveMetrics } from './serve-metrics.ts'
import type { TickResult } from './tick.ts'

/** Who hears of every round, beside the people who hear of alerts: metrics and the gateway's own telemetry. */
export interface Telling {
  /** The port of `/metrics`; null where none was asked for. */
  readonly port: number | null
  /** Tells of one round; gives what went wrong, as lines for people. Never throws. */
  readonly tell: (result: TickResult, now: Moment, ingest: string | null) => Promise<readonly string[]>
  readonly end: () => Promise<void>
}

export async function openTelling(asked: {
  readonly version: string
  readonly metricsPort: number | null
  readonly host: Host
}): Promise<Telling> {
  const gauges = new Map<string, readonly Sample[]>()
  const said = new Map<string, string | null>()
  let counts: readonly Sample[] = []
  const otlp = await otlpMetrics(asked.version)
  const text = () => prometheusText([...[...gauges.values()].flat(), ...counts])
  const server = asked.metricsPort === null ? null : await serveMetrics(asked.metricsPort, text)
  return {
    port: server?.port ?? null,
    tell: async (result, now, ingest) => {
      const [newGauges, newCounts] = [gaugesOf(result, now), countsOf(result)]
      gauges.set(result.report.gateway.name, newGauges)
      counts = sum([...counts, ...newCounts])
      const [problem] = await Promise.all([
        ingest ? emitHealth(ingest, asked.host, result) : null,
        otlp?.tell(newGauges, newCounts),
      ])
      // The same problem every minute is said once.
      const news = problem && said.get(result.report.gateway.name) !== problem
      said.set(result.report.gateway.name, problem)
      return news ? [`telemetry did not take the event: ${problem}`] : []
    },
    end: async () => {
      await Promise.all([server?.close(), otlp?.end()])
    },
  }
}
