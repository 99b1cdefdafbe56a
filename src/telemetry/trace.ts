import type { Context, Span, Tracer } from '@opentelemetry/api'
import type { LayerReport, Report } from '../core/report.ts'
import type { WalkEvent } from '../core/walk.ts'

const EXPORT_MS = 2_000
/** After Ctrl-C nobody waits for a collector. */
const INTERRUPTED_MS = 200
const GLOBAL_API = Symbol.for('opentelemetry.js.api.1')

export interface WalkTrace {
  readonly hear: (event: WalkEvent) => void
  /** Ends the root span with the verdict and hands the trace to its collector; takes 2 s at most, never throws. */
  readonly end: (report: Report) => Promise<void>
}

/** A trace of our own run: one span for the walk, one a layer. Null where nobody would read it: no OTLP endpoint is
 *  set and no tracing is registered in this process, so that nothing of OpenTelemetry is even loaded. */
export async function startTrace(version: string, now: () => number): Promise<WalkTrace | null> {
  const endpoint = process.env.OTEL_EXPORTER_OTLP_ENDPOINT || process.env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT
  if (!endpoint && !(GLOBAL_API in globalThis)) return null
  const api = await import('@opentelemetry/api')
  const provider = endpoint
    ? await (await import('./export.ts')).otlpProvider(version)
    : api.trace.getTracerProvider()
  const tracer = provider.getTracer('firstfault', version)
  const root = tracer.startSpan('firstfault.diagnose', { startTime: now() })
  const inside = api.trace.setSpan(api.ROOT_CONTEXT, root)
  return {
    hear: (event) => {
      if (event.type === 'layer-ended') layerSpan(tracer, inside, event.report, now())
    },
    end: async (report) => {
      describeRun(root, report)
      root.end(now())
      if ('shutdown' in provider && typeof provider.shutdown === 'function')
        await atMost(report.interrupted ? INTERRUPTED_MS : EXPORT_MS, provider.shutdown())
    },
  }
}

/** A layer is told of when it is judged, which may be after it ended; its own duration is kept. */
function layerSpan(tracer: Tracer, inside: Context, report: LayerReport, end: number): void {
  const span = tracer.startSpan(`layer ${report.layer}`, { startTime: end - report.durationMs }, inside)
  span.setAttributes({
    'firstfault.layer': report.layer,
    'firstfault.status': report.status,
    'firstfault.findings': report.findings.map((finding) => finding.code),
    'firstfault.unchecked': report.unchecked.length,
  })
  if (report.status === 'failed') span.setStatus({ code: 2, message: report.detail })
  span.end(end)
}

function describeRun(root: Span, report: Report): void {
  root.setAttributes({
    'firstfault.gateway': report.gateway.name,
    'firstfault.system': report.gateway.system,
    'firstfault.verdict': report.verdict,
    'firstfault.interrupted': report.interrupted,
    ...(report.firstFault ? { 'firstfault.code': report.firstFault.code } : {}),
  })
  if (report.verdict === 'failed')
    root.setStatus({ code: 2, message: report.firstFault?.summary ?? 'failed' })
}

async function atMost(ms: number, done: Promise<unknown>): Promise<void> {
  const given = Promise.withResolvers<void>()
  const timer = setTimeout(given.resolve, ms)
  await Promise.race([done.catch(() => {}), given.promise])
  clearTimeout(timer)
}
