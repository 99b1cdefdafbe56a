import * as z from 'zod'
import { duration } from '../../core/duration.ts'
import { evidence, type Observation, type Params } from '../../core/finding.ts'
import type { HttpAnswer, HttpProblem } from '../../host/http.ts'
import { parseDocument } from './document.ts'

export const authorityCodes = [
  'substrate.authority-unreachable',
  'substrate.authority-foreign',
  'substrate.agent-unknown',
  'substrate.agent-not-yet-known',
  'substrate.agent-offline',
  'substrate.agent-ambiguous',
  'substrate.agent-without-gateway',
] as const

type Reply = HttpAnswer | HttpProblem

/** What the server that a manifest names said. */
export interface AuthorityView {
  readonly base: string
  readonly ref: string
  readonly health: Reply
  /** `GET /houmao/agents/<ref>/resolve`; null when the server is not the right one. */
  readonly resolve: Reply | null
  /** Age of the local record, ms; null where there is none that is usable. */
  readonly publishedAgo: number | null
  /** An attached gateway was found here. */
  readonly attached: boolean
  readonly graceMs: number
  readonly params: Params
}

const healthBody = z.looseObject({
  status: z.literal('ok'),
  houmao_service: z.literal('houmao-passive-server'),
})
const resolveBody = z.looseObject({
  status: z.enum(['unknown', 'ambiguous', 'offline', 'live_without_gateway', 'live_with_gateway']),
})

export function isAuthority(answer: Reply): boolean {
  return answer.ok && answer.status === 200 && parseDocument(answer.body, healthBody).ok
}

/** Whether the authority knows the agent; null when all is well. The retired server answers 404 with
 *  "Unknown managed agent" where the passive one says `unknown` or "Agent not found". */
export function judgeAuthority(view: AuthorityView): Observation | null {
  const { base, health, resolve } = view
  if (!health.ok) {
    const why = health.message.slice(0, 200)
    const summary = `the server of the manifest, ${base}, gives no answer (${health.problem})`
    return told(view, 'substrate.authority-unreachable', summary, `${base}/health`, why, { why })
  }
  if (!isAuthority(health)) {
    const got = `HTTP ${health.status} ${health.contentType}`
    const summary = `what answers at ${base} is not houmao-passive-server`
    return told(view, 'substrate.authority-foreign', summary, `${base}/health`, health.body.slice(0, 200), {
      got,
    })
  }
  if (resolve === null) return null
  const at = `${base}/houmao/agents/${view.ref}/resolve`
  if (!resolve.ok) {
    const summary = `${base} does not say what it knows of the agent (${resolve.problem})`
    const why = resolve.message.slice(0, 200)
    return told(view, 'substrate.authority-unreachable', summary, at, why, { why })
  }
  return judgeResolve(view, resolve, at)
}

function judgeResolve(view: AuthorityView, resolve: HttpAnswer, at: string): Observation | null {
  const parsed = parseDocument(resolve.body, resolveBody)
  const status = parsed.ok ? parsed.value.status : isUnknown(resolve) ? 'unknown' : null
  const text = resolve.body.slice(0, 200)
  const { ref, base, publishedAgo, graceMs } = view
  switch (status) {
    case 'live_with_gateway':
      return null
    case 'live_without_gateway':
      return view.attached
        ? told(
            view,
            'substrate.agent-without-gateway',
            `${base} knows ${ref} without a gateway`,
            at,
            text,
            {},
            'warning',
          )
        : null
    case 'ambiguous':
      return told(view, 'substrate.agent-ambiguous', `${base} knows several agents ${ref}`, at, text)
    case 'unknown':
      return told(view, 'substrate.agent-unknown', `${base} does not know the managed agent ${ref}`, at, text)
    case 'offline': {
      const age = publishedAgo === null ? null : duration(publishedAgo)
      return age !== null && (publishedAgo ?? 0) < graceMs
        ? told(
            view,
            'substrate.agent-not-yet-known',
            `${base} has not seen ${ref} yet`,
            at,
            text,
            { age },
            'warning',
          )
        : told(
            view,
            'substrate.agent-offline',
            `${base} holds ${ref} for offline, its session lives`,
            at,
            text,
          )
    }
    default: {
      const got = `HTTP ${resolve.status} ${resolve.contentType}`
      return told(view, 'substrate.authority-foreign', `${base} does not answer what it should`, at, text, {
        got,
      })
    }
  }
}

function isUnknown({ status, body }: HttpAnswer): boolean {
  return status === 404 && /unknown managed agent|agent not found/i.test(body)
}

function told(
  { base, ref, params }: AuthorityView,
  code: (typeof authorityCodes)[number],
  summary: string,
  source: string,
  text: string,
  more: Params = {},
  severity: 'fault' | 'warning' = 'fault',
): Observation {
  const about = { ...params, base, ref, ...more }
  return { code, severity, summary, evidence: [evidence(`GET ${source}`, text)], params: about }
}
