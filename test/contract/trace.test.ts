import { afterEach, expect, test } from 'vitest'
import { runCli } from '../support/cli.ts'
import { customGateway, daemonRuns, type Serving, serve } from '../support/gateways.ts'
import { makeSandbox } from '../support/sandbox.ts'

const undo: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

interface Span {
  readonly name: string
  readonly parentSpanId?: string
  readonly spanId: string
}

/** A collector that keeps the spans it is sent, as OTLP over HTTP with JSON. */
async function collector(): Promise<Serving & { readonly spans: Span[] }> {
  const spans: Span[] = []
  const server = await serve((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      const sent = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }
      spans.push(...sent.resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans)))
      response.setHeader('content-type', 'application/json').end('{}')
    })
  })
  undo.push(server.stop)
  return { ...server, spans }
}

/** The configuration of a gateway whose daemon does not run. */
function broken(): string {
  const { config, remove } = makeSandbox()
  undo.push(remove)
  return config({ gateways: { bot: customGateway({ process: [daemonRuns()] }) } })
}

test('a walk is exported as one span with a span a layer inside it', async () => {
  const config = broken()
  const { url, spans } = await collector()
  const run = await runCli(['diagnose', '--config', config], { env: { OTEL_EXPORTER_OTLP_ENDPOINT: url } })
  expect(run.exitCode).toBe(1)
  const root = spans.find((span) => span.name === 'firstfault.diagnose')
  const layers = spans.filter((span) => span.name.startsWith('layer '))
  expect(layers).toHaveLength(10)
  expect(layers.every((span) => span.parentSpanId === root?.spanId)).toBe(true)
})

test('a collector that is not there delays nothing and changes no exit code', async () => {
  const config = broken()
  const gone = await serve(() => {})
  await gone.stop()
  const { url } = gone
  const run = await runCli(['diagnose', '--config', config], { env: { OTEL_EXPORTER_OTLP_ENDPOINT: url } })
  expect(run.exitCode).toBe(1)
  expect(run.durationMs).toBeLessThan(6_000)
})
