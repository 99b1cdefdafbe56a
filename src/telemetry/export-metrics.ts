import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'

const MINUTE_MS = 60_000

/** A meter provider that sends to the collector of the OTEL_EXPORTER_OTLP_* variables, which the exporter reads
 *  itself: every minute and whenever it is flushed. */
export function otlpMeters(version: string): MeterProvider {
  const resource = resourceFromAttributes({ 'service.name': 'firstfault', 'service.version': version })
  const exporter = new OTLPMetricExporter({ timeoutMillis: 1_500 })
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: MINUTE_MS,
    exportTimeoutMillis: 2_000,
  })
  return new MeterProvider({ resource, readers: [reader] })
}
