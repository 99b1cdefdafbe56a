import type { Code } from '../../src/catalog/codes/index.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import type { KubeProblem } from '../../src/host/kube.ts'

/** What the API server itself shows. A missing kubeconfig, context or permission is our ignorance and not here. */
const SHOWN = {
  refused: ['substrate.api-refused', 'refuses connections'],
  eof: ['substrate.api-eof', 'closes connections without an answer (EOF)'],
  'tls-timeout': ['substrate.api-silent', 'takes connections and does not finish the TLS handshake'],
  silent: ['substrate.api-silent', 'takes connections and does not answer'],
  tls: ['substrate.api-untrusted', 'shows a certificate that the kubeconfig does not trust'],
  dns: ['substrate.api-name-unknown', 'has a host name that does not resolve'],
  http: ['substrate.api-error', 'answers with an error'],
} as const satisfies Partial<Record<KubeProblem['problem'], readonly [Code, string]>>

export const API_CODES: readonly Code[] = [...new Set(Object.values(SHOWN).map(([code]) => code))]

/** The fault that an unanswered question shows, or null when our side is to blame for it. */
export function judgeApi(problem: KubeProblem, context: string | null): Observation | null {
  if (!(problem.problem in SHOWN)) return null
  const [code, words] = SHOWN[problem.problem as keyof typeof SHOWN]
  const message = problem.message.slice(0, 300)
  return {
    code,
    severity: 'fault',
    summary: `the Kubernetes API ${words}`,
    evidence: [evidence(`Kubernetes API (context ${context ?? 'the only one'})`, message)],
    params: { context: context ?? 'the only one', why: message },
  }
}
