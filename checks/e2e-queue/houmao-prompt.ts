import * as z from 'zod'
import {
  type Check,
  type Context,
  defineCheck,
  fine,
  found,
  type Outcome,
  skipped,
  unchecked,
} from '../../src/core/check.ts'
import { evidence, type Params } from '../../src/core/finding.ts'
import { parseDocument } from '../../src/systems/houmao/document.ts'
import { paramsOf } from '../../src/systems/houmao/params.ts'
import type { HoumaoProbes } from '../../src/systems/houmao/probes.ts'
import type { HoumaoSettings } from '../../src/systems/houmao/settings.ts'

const accepted = z.looseObject({ request_id: z.string().min(1).max(80) })
const PAUSE_MS = 300

/** One marked prompt goes through the gateway's queue to the agent. It costs a turn of the model and is typed into
 *  the agent's window, so only `--e2e answer` sends it, and only while nothing else waits. */
export function houmaoPrompt(settings: HoumaoSettings, probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'e2e-queue/prompt',
    title: 'a prompt goes through the queue to the agent',
    effects: 'writes',
    codes: [
      'e2e-queue.refused',
      'e2e-queue.not-drained',
      'e2e-queue.not-answered',
      'e2e-queue.answer-failed',
    ],
    looks: ['POST /v1/requests, then queue.sqlite'],
    deadlineMs: settings.thresholds.e2eMs + settings.thresholds.httpMs + 5_000,
    run: async (context) => {
      const { host, signal, ask, e2e } = context
      if (e2e !== 'answer') return skipped('a prompt costs a turn; only --e2e answer sends one', 'mode')
      const [place, health, queue] = await Promise.all([
        ask(probes.place),
        ask(probes.health),
        ask(probes.queue),
      ])
      if (!health) return skipped('no gateway is attached')
      if (!queue?.ok) return unchecked('the queue cannot be read, so an answer would not be seen')
      if (queue.open.length > 0) return unchecked('other requests are open; no prompt was sent')
      const url = health.url.replace(/\/health$/, '/v1/requests')
      const prompt = `firstfault probe ${host.random.uuid()}: answer with OK and do nothing else.`
      const body = JSON.stringify({ schema_version: 1, kind: 'submit_prompt', payload: { prompt } })
      const headers = { 'content-type': 'application/json' }
      const { httpMs } = settings.thresholds
      const answer = await host.http.request(
        { url, method: 'POST', headers, body, deadlineMs: httpMs },
        signal,
      )
      const params = paramsOf(settings, place)
      if (!answer.ok) return refused(url, answer.problem, answer.message, params)
      const said = parseDocument(answer.body, accepted)
      if (answer.status >= 300 || !said.ok)
        return refused(url, `HTTP ${answer.status}`, answer.body.slice(0, 200), params)
      return follow(context, settings, { path: queue.path, id: said.value.request_id, params })
    },
  })
}

function refused(url: string, status: string, text: string, params: Params): Outcome {
  const summary = `the gateway does not take a prompt: ${status}`
  const seen = [evidence(`POST ${url}`, text)]
  const about = { ...params, status, said: text.slice(0, 150) }
  return found([{ code: 'e2e-queue.refused', severity: 'fault', summary, evidence: seen, params: about }])
}

interface Sent {
  readonly path: string
  readonly id: string
  readonly params: Params
}

const SQL = 'SELECT state, error_detail AS error FROM gateway_requests WHERE request_id = ?'

/** Waits for the end of our request. For an agent in a terminal `completed` means typed into its pane. */
async function follow(
  context: Context,
  settings: HoumaoSettings,
  { path, id, params }: Sent,
): Promise<Outcome> {
  const { host, signal } = context
  const end = host.clock.monotonic() + settings.thresholds.e2eMs
  let last = 'accepted'
  while (host.clock.monotonic() < end && !signal.aborted) {
    const queries = [{ sql: SQL, params: [id] }]
    const answer = await host.sqlite.query({ path, copy: false, queries, deadlineMs: 1_000 }, signal)
    const row = answer.ok ? answer.results[0]?.[0] : undefined
    last = row ? String(row.state) : last
    if (last === 'completed' || last === 'coalesced')
      return fine('a prompt was delivered to the agent; the session shows whether it was answered')
    if (last === 'failed') {
      const error = String(row?.error ?? 'no reason stored').slice(0, 200)
      const summary = `our prompt failed: ${error}`
      const seen = [evidence(path, `${id} failed: ${error}`)]
      return found([
        {
          code: 'e2e-queue.answer-failed',
          severity: 'fault',
          summary,
          evidence: seen,
          params: { ...params, error },
        },
      ])
    }
    await host.clock.sleep({ ms: PAUSE_MS }, signal)
  }
  const code = last === 'running' ? 'e2e-queue.not-answered' : 'e2e-queue.not-drained'
  const summary = `our prompt ${id} is still ${last}`
  const seen = [evidence(path, `${id} ${last}`)]
  return found([
    { code, severity: 'fault', summary, evidence: seen, params: { ...params, list: 'queue.sqlite' } },
  ])
}
