import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'

/** A tracer provider that sends to the collector of the OTEL_EXPORTER_OTLP_* variables, which the exporter reads
 *  itself. */
export async function otlpProvider(version: string): Promise<TracerProvider> {
  const resource = resourceFromAttributes({ 'service.name': 'firstfault', 'service.version': version })
  const exporter = new OTLPTraceExporter({ timeoutMillis: 1_500 })
  return new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter })] })
}
