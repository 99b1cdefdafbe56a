import { type Check, defineCheck, fine, found, type Outcome, skipped } from '../../src/core/check.ts'
import { evidence, type Observation, type Params } from '../../src/core/finding.ts'
import type { HttpAnswer } from '../../src/host/http.ts'
import { paramsOf } from '../../src/systems/houmao/params.ts'
import type { HoumaoProbes } from '../../src/systems/houmao/probes.ts'
import type { HoumaoSettings } from '../../src/systems/houmao/settings.ts'
import { matchBody } from './json-body.ts'
import { judgeNoAnswer, noAnswerCodes, portOf } from './no-answer.ts'

/** `GET /health` gives exactly what Houmao's own client accepts, asked directly and never through a proxy. */
export function houmaoHealth(settings: HoumaoSettings, probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'cli-status/health',
    title: 'the gateway answers its health address',
    codes: [...noAnswerCodes, 'cli-status.protocol-skew'],
    looks: ['GET /health on the recorded port, without a proxy'],
    deadlineMs: settings.thresholds.httpMs + 2_000,
    run: async ({ ask }) => {
      const [place, reply] = await Promise.all([ask(probes.place), ask(probes.health)])
      if (!reply) return skipped('no gateway is attached')
      const { url, answer } = reply
      const params = paramsOf(settings, place)
      if (answer.ok) return judgeHealth(url, answer, params)
      const outcome = judgeNoAnswer(url, answer, settings.thresholds.httpMs)
      return {
        ...outcome,
        findings: outcome.findings.map((one) => ({ ...one, params: { ...params, ...one.params } })),
      }
    },
  })
}

/** Holds an answer against `{"protocol_version":"v1","status":"ok"}`; other keys are refused by Houmao too. */
export function judgeHealth(url: string, answer: HttpAnswer, params: Params): Outcome {
  const body = matchBody(answer.body, { status: 'ok', protocol_version: 'v1' })
  const about = {
    severity: 'fault' as const,
    evidence: [
      evidence(`GET ${url}`, `HTTP ${answer.status} ${answer.contentType} ${answer.body}`.slice(0, 300)),
    ],
    params: { ...params, url, port: portOf(url) },
  }
  if (body.match === 'differs' && body.field === 'protocol_version') {
    const version = String(body.value).slice(0, 20)
    const summary = `${url} speaks protocol ${version}, not v1`
    return found([
      { ...about, code: 'cli-status.protocol-skew', summary, params: { ...about.params, version } },
    ])
  }
  const got = gotOf(
    answer,
    body.match === 'equal' ? null : body.match === 'foreign' ? body.why : 'another status',
  )
  if (got === null) return fine(`answers in ${answer.durationMs} ms`)
  const foreign: Observation = {
    ...about,
    code: 'cli-status.foreign',
    summary: `${url} gives ${got} instead of the health of a gateway`,
    params: { ...about.params, got },
  }
  return found([foreign])
}

function gotOf({ status, body }: HttpAnswer, wrong: string | null): string | null {
  if (status !== 200) return `HTTP ${status}`
  if (wrong !== null) return wrong
  return Object.keys(JSON.parse(body) as object).length > 2 ? 'unknown keys' : null
}
