import * as z from 'zod'
import { defineCheck, fine, found, type Outcome, unchecked } from '../../src/core/check.ts'
import { evidence, type Observation, type Params } from '../../src/core/finding.ts'
import type { HttpAnswer } from '../../src/host/http.ts'
import { defineKind } from '../kind.ts'
import { type BodyMatch, holds, matchBody } from './json-body.ts'
import { judgeNoAnswer, noAnswerCodes, portOf } from './no-answer.ts'

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

const settings = z.strictObject({
  /** Tells several of these checks apart; the last part of the check's id. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'lower-case words with hyphens')
    .default('http-health'),
  url: z
    .string()
    .regex(/^https?:\/\/[^\s/?#@]+(?:[/?#]\S*)?$/, 'an http or https address without a user name'),
  statuses: z.array(z.number().int().min(100).max(599)).min(1).default([200]),
  /** Null takes any. */
  contentType: z.string().nullable().default('application/json'),
  /** Fields of the JSON body, by JSON pointer or top-level name, and the values they have while all is well. */
  body: z.record(z.string().min(1), scalar).default({}),
  /** The field and value that say: shutting down, takes nothing new. */
  draining: z
    .strictObject({ field: z.string().min(1), is: scalar })
    .nullable()
    .default(null),
  slowMs: z.number().int().positive().default(2_000),
  deadlineMs: z.number().int().positive().max(60_000).default(5_000),
})

type HttpHealth = z.output<typeof settings>

/** An HTTP address that tells whether a gateway can serve. */
export const httpHealth = defineKind<HttpHealth>({
  schema: settings,
  make: (wanted) =>
    defineCheck({
      id: `cli-status/${wanted.name}`,
      title: 'the gateway says that it can serve',
      codes: [...noAnswerCodes, 'cli-status.unhealthy', 'cli-status.draining', 'cli-status.slow'],
      looks: [`GET ${wanted.url}`],
      deadlineMs: wanted.deadlineMs + 2_000,
      run: async ({ host, signal }) => {
        const { url, deadlineMs } = wanted
        const answer = await host.http.request({ url, deadlineMs }, signal)
        return answer.ok ? judgeAnswer(wanted, answer) : judgeNoAnswer(url, answer, deadlineMs)
      },
    }),
})

/** Judges an HTTP answer: status, content type, then what the body says. */
export function judgeAnswer(wanted: HttpHealth, answer: HttpAnswer): Outcome {
  if (answer.status === 401 || answer.status === 403)
    return unchecked(
      `${wanted.url} answers HTTP ${answer.status}: it wants credentials that are not configured`,
    )
  if (wanted.draining && holds(answer.body, wanted.draining.field, wanted.draining.is))
    return found([observation(wanted, answer, 'cli-status.draining', 'is shutting down', {})])
  const trouble = troubleOf(wanted, answer)
  if (trouble) return found([trouble])
  if (answer.durationMs < wanted.slowMs) return fine(`answers in ${answer.durationMs} ms`)
  const took = `${answer.durationMs} ms`
  return found([
    {
      ...observation(wanted, answer, 'cli-status.slow', `took ${took} to answer`, { took }),
      severity: 'warning',
    },
  ])
}

function troubleOf(wanted: HttpHealth, answer: HttpAnswer): Observation | null {
  const body: BodyMatch = isJson(wanted) ? matchBody(answer.body, wanted.body) : { match: 'equal' }
  const said = body.match === 'differs' ? `${body.field} is ${JSON.stringify(body.value)}` : null
  if (answer.status >= 300 && answer.status < 400 && !wanted.statuses.includes(answer.status))
    return foreign(wanted, answer, `a redirect (HTTP ${answer.status}), which is not an answer`)
  if (answer.status >= 500 || answer.status === 429)
    if (!wanted.statuses.includes(answer.status))
      return unhealthy(wanted, answer, said ?? `HTTP ${answer.status}`)
  if (!wanted.statuses.includes(answer.status)) return foreign(wanted, answer, `HTTP ${answer.status}`)
  if (wanted.contentType !== null && answer.contentType !== wanted.contentType)
    return foreign(wanted, answer, answer.contentType || 'no content type')
  if (body.match === 'foreign') return foreign(wanted, answer, body.why)
  return said === null ? null : unhealthy(wanted, answer, said)
}

const isJson = (wanted: HttpHealth): boolean =>
  Object.keys(wanted.body).length > 0 || wanted.contentType === 'application/json'

function unhealthy(wanted: HttpHealth, answer: HttpAnswer, said: string): Observation {
  const short = said.slice(0, 200)
  return observation(wanted, answer, 'cli-status.unhealthy', `says that it cannot serve: ${short}`, {
    said: short,
  })
}

function foreign(wanted: HttpHealth, answer: HttpAnswer, got: string): Observation {
  const short = got.slice(0, 200)
  return observation(wanted, answer, 'cli-status.foreign', `gives ${short} instead of a status`, {
    got: short,
  })
}

function observation(
  { url }: HttpHealth,
  answer: HttpAnswer,
  code: Observation['code'],
  does: string,
  params: Params,
): Observation {
  const start = answer.body.slice(0, 200)
  return {
    code,
    severity: 'fault',
    summary: `${url} ${does}`,
    evidence: [evidence(`GET ${url}`, `HTTP ${answer.status} ${answer.contentType} ${start}`.slice(0, 300))],
    params: { url, port: portOf(url), ...params },
  }
}
