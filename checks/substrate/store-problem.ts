import type { Code } from '../../src/catalog/codes/index.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import type { PostgresProblem } from '../../src/host/postgres.ts'
import type { RedisProblem } from '../../src/host/redis.ts'

export const STORE_CODES: readonly Code[] = [
  'substrate.store-refused',
  'substrate.store-unreachable',
  'substrate.store-silent',
  'substrate.store-auth-refused',
  'substrate.store-foreign',
]

type Word = PostgresProblem['problem'] | RedisProblem['problem']

const WORDS: Readonly<Partial<Record<Word, readonly [Code, string]>>> = {
  refused: ['substrate.store-refused', 'refuses connections'],
  loading: ['substrate.store-refused', 'is still loading its data'],
  dns: ['substrate.store-unreachable', 'has a host name that does not resolve here'],
  'connect-timeout': ['substrate.store-unreachable', 'does not take a connection'],
  silent: ['substrate.store-silent', 'takes connections and does not answer'],
  closed: ['substrate.store-silent', 'takes connections and closes them'],
  timeout: ['substrate.store-silent', 'does not answer in time'],
  auth: ['substrate.store-auth-refused', 'refuses the credentials'],
  protocol: ['substrate.store-foreign', 'answers, and does not speak its protocol'],
}

/** The finding for a store that gave no answer; null for what tells nothing of the store, such as a secret of ours
 *  that is missing. Refused credentials may be ours alone: a warning. */
export function judgeStoreProblem(
  { problem, message }: { problem: Word; message: string },
  at: { service: string; host: string; port: number; whose: string },
): Observation | null {
  const [code, does] = WORDS[problem] ?? [null, '']
  if (code === null) return null
  const { service, host, port, whose } = at
  return {
    code,
    severity: problem === 'auth' ? 'warning' : 'fault',
    summary: `${service} of ${whose} at ${host}:${port} ${does}`,
    evidence: [evidence(`${service} ${host}:${port}`, message.slice(0, 300))],
    params: { service, host, port },
  }
}
