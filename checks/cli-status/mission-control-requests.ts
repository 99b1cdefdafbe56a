import {
  type Check,
  defineCheck,
  fine,
  found,
  missingCheck,
  type Outcome,
  skipped,
  unchecked,
} from '../../src/core/check.ts'
import { evidence } from '../../src/core/finding.ts'
import type { HttpAnswer } from '../../src/host/http.ts'
import type { MissionControlProbes } from '../../src/systems/mission-control/probes.ts'
import type { MissionControlSettings } from '../../src/systems/mission-control/settings.ts'

const ID = 'cli-status/requests'
const TITLE = 'an authenticated request is answered from the database'

/** The list of agents, asked as an operator. The very first call of a token creates its organisation: it is made only
 *  where the database shows agents, so that somebody has called before. */
export function missionControlRequests(
  settings: MissionControlSettings,
  probes: MissionControlProbes,
): Check {
  const { api, token, thresholds } = settings
  if (!api || !token)
    return missingCheck(
      ID,
      TITLE,
      'no operator token is configured: set `api`, and `token` to the place of LOCAL_AUTH_TOKEN',
    )
  const url = `${api}/api/v1/agents?limit=1`
  return defineCheck({
    id: ID,
    title: TITLE,
    codes: ['cli-status.claim-static'],
    looks: [`GET ${url}`],
    run: async ({ ask, host, signal, now }) => {
      const table = await ask(probes.database)
      if (!table?.ok || table.total === 0)
        return skipped(
          'the first call of a token creates its organisation, and nothing shows that there was one',
        )
      const answer = await host.http.request(
        {
          url,
          headers: { 'x-request-id': `firstfault-${now.toString(36)}` },
          secretHeaders: { authorization: { secret: token, prefix: 'Bearer ' } },
          deadlineMs: thresholds.httpMs,
          maxBytes: 100_000,
        },
        signal,
      )
      if (!answer.ok)
        return answer.problem === 'no-secret'
          ? unchecked(answer.message)
          : skipped('the API does not answer; its own check says why')
      return judgeList(url, answer)
    },
  })
}

export function judgeList(url: string, answer: HttpAnswer): Outcome {
  const { status } = answer
  if (status === 401 || status === 403)
    return unchecked(
      `${url} answers ${status}: the configured token is not LOCAL_AUTH_TOKEN, or the API uses Clerk`,
    )
  if (status === 200)
    return isPage(answer.body)
      ? fine(`answers in ${answer.durationMs} ms`)
      : unchecked(`${url} gives something else than a page of agents`)
  if (status < 500) return unchecked(`${url} answers HTTP ${status}`)
  const request = requestIdOf(answer.body)
  return found([
    {
      code: 'cli-status.claim-static',
      severity: 'fault',
      summary: `the health page says ok, and the list of agents answers HTTP ${status}`,
      evidence: [evidence(`GET ${url}`, `HTTP ${status} ${answer.body.slice(0, 200)}`)],
      params: { status, request },
    },
  ])
}

function isPage(body: string): boolean {
  const page = parsed(body)
  return page !== null && Array.isArray(page.items) && typeof page.total === 'number'
}

function requestIdOf(body: string): string {
  const id = parsed(body)?.request_id
  return typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? id : 'of the answer'
}

function parsed(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null
  } catch {
    return null
  }
}
