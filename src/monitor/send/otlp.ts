import type { Sample } from '../metrics.ts'

export interface OtlpMetrics {
  /** Takes the gauges and the counts of one round, and hands them over; takes 2 s at most, never throws. */
  readonly tell: (gauges: readonly Sample[], counts: readonly Sample[]) => Promise<void>
  readonly end: () => Promise<void>
}

/** Metrics over OTLP; null where no collector is set, so that nothing of OpenTelemetry is even loaded. */
export async function otlpMetrics(version: string): Promise<OtlpMetrics | null> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT } = process.env
  if (!OTEL_EXPORTER_OTLP_ENDPOINT && !OTEL_EXPORTER_OTLP_METRICS_ENDPOINT) return null
  const { otlpMeters } = await import('../../telemetry/export-metrics.ts')
  const provider = otlpMeters(version)
  const meter = provider.getMeter('firstfault', version)
  return {
    tell: async (gauges, counts) => {
      for (const { name, labels, value } of gauges) meter.createGauge(dotted(name)).record(value, labels)
      for (const { name, labels, value } of counts) meter.createCounter(dotted(name)).add(value, labels)
      await provider.forceFlush({ timeoutMillis: 2_000 }).catch(() => {})
    },
    end: () => provider.shutdown({ timeoutMillis: 2_000 }).catch(() => {}),
  }
}

/** `firstfault_walk_seconds` as OpenTelemetry writes names. */
const dotted = (name: string): string => name.replace('_', '.').replace(/_total$/, '')
