import type { Context } from '../../core/check.ts'
import type { HttpAnswer, HttpProblem } from '../../host/http.ts'
import { at, jsonOf, numberOf, textOf, textsOf } from './lenient.ts'

/** What the gateway's own probe addresses say. HTTP 200 alone proves nothing: every unknown path gives the page of
 *  the control interface with it, so that content type and shape decide. */
export type HttpStatus =
  | {
      readonly kind: 'gateway'
      readonly url: string
      readonly ready: boolean
      readonly failing: readonly string[]
      /** Agents whose databases are not admitted, and why (since 2026.9). */
      readonly refused: readonly RefusedAgent[]
      readonly phase: 'started' | 'starting' | 'draining' | null
      readonly version: string | null
      readonly uptimeMs: number | null
      readonly said: string
    }
  | { readonly kind: 'foreign'; readonly url: string; readonly got: string; readonly page: boolean }
  | { readonly kind: 'none'; readonly url: string; readonly problem: HttpProblem }
  /** `published`: it can be reached, but not where we ask. */
  | { readonly kind: 'not-asked'; readonly why: string; readonly published: boolean }

/** An agent that takes no messages because its database is not admitted. */
export interface RefusedAgent {
  readonly agent: string
  readonly reason: string
  /** Its inspection goes on. */
  readonly pending: boolean
}

/** Asks `/readyz` and `/startupz`, which need no token and leave no trace. */
export async function askHttp(
  { host, signal }: Context,
  port: number,
  deadlineMs: number,
): Promise<HttpStatus> {
  const url = `http://127.0.0.1:${port}/readyz`
  const [ready, startup] = await Promise.all([
    host.http.request({ url, deadlineMs }, signal),
    host.http.request({ url: `http://127.0.0.1:${port}/startupz`, deadlineMs }, signal),
  ])
  if (!ready.ok) return { kind: 'none', url, problem: ready }
  return statusOf(url, ready, startup.ok ? startup : null)
}

/** The two answers as one status. */
export function statusOf(url: string, ready: HttpAnswer, startup: HttpAnswer | null): HttpStatus {
  const document = ready.contentType === 'application/json' ? jsonOf(ready.body) : null
  const said = at(document, 'ready')
  if (typeof said !== 'boolean') {
    const got = `HTTP ${ready.status} ${ready.contentType || 'without a content type'}`
    return { kind: 'foreign', url, got, page: /data-openclaw-control-ui|<title>OpenClaw/.test(ready.body) }
  }
  const start = startup?.contentType === 'application/json' ? jsonOf(startup.body) : null
  const phase = textOf(at(start, 'status'))
  return {
    kind: 'gateway',
    url,
    ready: said && ready.status === 200,
    failing: textsOf(at(document, 'failing')),
    refused: refusedIn(document),
    phase: phase === 'started' || phase === 'starting' || phase === 'draining' ? phase : null,
    version: textOf(at(start, 'version'), 40),
    uptimeMs: numberOf(at(document, 'uptimeMs')),
    said: ready.body.slice(0, 200),
  }
}

/** The agents that `failing` names, each with its reason where the document gives one. */
function refusedIn(document: unknown): readonly RefusedAgent[] {
  const details = at(document, 'agentDatabases')
  const known = (Array.isArray(details) ? details : []).slice(0, 50)
  return textsOf(at(document, 'failing')).flatMap((word) => {
    const agent = /^agent-database:(.{1,80})$/.exec(word)?.[1]
    if (!agent) return []
    const detail = known.find((one) => at(one, 'agentId') === agent)
    return [
      {
        agent,
        reason: textOf(at(detail, 'reason'), 300) ?? 'no reason given',
        pending: at(detail, 'code') === 'agent-database-inspection-pending',
      },
    ]
  })
}
