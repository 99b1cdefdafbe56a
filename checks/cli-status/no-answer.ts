import { found, type Outcome, unchecked } from '../../src/core/check.ts'
import { evidence } from '../../src/core/finding.ts'
import type { HttpProblem } from '../../src/host/http.ts'

const WORDS = {
  refused: ['cli-status.refused', 'refuses connections'],
  unreachable: ['cli-status.unreachable', 'cannot be reached'],
  dns: ['cli-status.unreachable', 'has a name that does not resolve'],
  'connect-timeout': ['cli-status.unreachable', 'does not take the connection'],
  tls: ['cli-status.unreachable', 'does not agree on encryption'],
  reset: ['cli-status.silent', 'takes the connection and drops it'],
  silent: ['cli-status.silent', 'accepts and does not answer'],
  protocol: ['cli-status.foreign', 'does not speak HTTP'],
} as const

/** The codes of a status address from which no HTTP answer came. */
export const noAnswerCodes = [
  'cli-status.refused',
  'cli-status.unreachable',
  'cli-status.silent',
  'cli-status.foreign',
] as const

/** Judges that a status address gave no HTTP answer: the other side's silence is a fault, a secret of ours that
 *  is missing is not. */
export function judgeNoAnswer(url: string, problem: HttpProblem, deadlineMs: number): Outcome {
  if (problem.problem === 'no-secret') return unchecked(problem.message)
  const [code, does] = WORDS[problem.problem]
  const within = problem.problem === 'silent' ? ` within ${deadlineMs} ms` : ''
  return found([
    {
      code,
      severity: 'fault',
      summary: `${url} ${does}${within}`,
      evidence: [evidence(url, problem.message.slice(0, 300))],
      params: {
        url,
        port: portOf(url),
        problem: problem.problem,
        deadline: `${deadlineMs} ms`,
        got: 'no HTTP',
      },
    },
  ])
}

/** The TCP port of an http or https address. */
export function portOf(url: string): number {
  const parsed = URL.parse(url)
  return Number(parsed?.port) || (parsed?.protocol === 'https:' ? 443 : 80)
}
