import { UsageError } from '../core/usage-error.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { Review } from '../review/document.ts'
import { type ReviewOptions, type ReviewTools, review } from '../review/run.ts'
import type { ReviewProbes } from '../review/source.ts'
import { onInterrupt } from './interrupt.ts'
import { leave } from './leave.ts'
import { writeDocument } from './output.ts'
import type { ReviewRequest } from './review-flags.ts'
import { openSession } from './session.ts'
import { terminalOf } from './terminal.ts'
import { parseWindow } from './window.ts'

/** The review command: reads one gateway's transcript and writes one document, or goes on writing until Ctrl-C. */
export async function runReview(request: ReviewRequest, { name, version }: Review['tool']): Promise<void> {
  const interrupt = onInterrupt()
  const asked = { ...request, allGateways: false, record: null, verbose: false }
  try {
    const { host, gateways } = await openSession(asked, { name, version }, interrupt.signal)
    const [gateway] = gateways
    if (!gateway) throw new Error('no gateway was chosen')
    const options = { ...request, window: parseWindow(request.window, 0, host.clock.now()) }
    const tools = { host, tool: { name, version }, signal: interrupt.signal }
    const probes = probesOf(gateway)
    if (request.follow) await follow(gateway, probes, options, tools, request)
    else await once(gateway, probes, options, tools, request)
    const code = interrupt.exitCode()
    if (code) leave(code)
  } finally {
    interrupt.release()
  }
}

async function once(
  gateway: Gateway,
  probes: ReviewProbes,
  options: ReviewOptions,
  tools: ReviewTools,
  request: ReviewRequest,
) {
  const { review: document, unreadable } = await read(gateway, probes, options, tools)
  await writeDocument(await rendered(document, request, tools), request.out)
  // A place that may not be read says nothing about the gateway.
  leave(unreadable ? 3 : 0)
}

async function follow(
  gateway: Gateway,
  probes: ReviewProbes,
  options: ReviewOptions,
  tools: ReviewTools,
  request: ReviewRequest,
) {
  const { followReview } = await import('../review/follow.ts')
  const { followText } = await import('../render/review-text.ts')
  let first = true
  for await (const document of followReview(gateway, probes, options, tools)) {
    // One document per line: what reads it need not wait for an end.
    const text =
      request.format === 'json'
        ? `${JSON.stringify(document)}\n`
        : first
          ? await rendered(document, request, tools)
          : followText(document, await lookNow(request, tools))
    // Nobody reads on: there is nobody to follow for.
    if (!(await writeDocument(text, null, tools.signal))) return
    first = false
  }
}

/** A recording of a walk holds what the walk asked; a wider review may ask for more. */
async function read(...args: Parameters<typeof review>) {
  try {
    return await review(...args)
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('not in the recording'))) throw error
    throw new UsageError(
      'replay',
      'The recording does not hold enough of the transcript for this review.',
      'Ask for the hours that were recorded, or for fewer.',
    )
  }
}

function probesOf({ name, system, settings }: Gateway): ReviewProbes {
  const probes = system.review?.(settings)
  if (probes) return probes
  throw new UsageError(
    'review-not-available',
    `There is no review of ${name}: this version cannot read what ${system.title} said.`,
    `See what works with \`firstfault diagnose ${name}\`.`,
  )
}

async function rendered(document: Review, request: ReviewRequest, tools: ReviewTools): Promise<string> {
  if (request.format === 'json') return (await import('../render/json.ts')).printJson(document)
  return (await import('../render/review-text.ts')).reviewText(document, await lookNow(request, tools))
}

async function lookNow({ out }: ReviewRequest, { host }: ReviewTools) {
  return { ...(await terminalOf(out)), now: host.clock.now(), verbose: false }
}
