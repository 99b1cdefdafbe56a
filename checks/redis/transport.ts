import type { Code } from '../../src/catalog/codes/index.ts'
import { evidence, type Observation, type Severity } from '../../src/core/finding.ts'
import type { Host } from '../../src/host/host.ts'
import type { Listener } from '../../src/host/ports.ts'
import type { RedisProblem } from '../../src/host/redis.ts'

export interface Place {
  readonly host: string
  readonly port: number
}

/** What a Redis that gave no answer means. A missing password is our ignorance and is not among them. */
const CODES = {
  refused: 'redis.refused',
  dns: 'redis.name-unknown',
  'connect-timeout': 'redis.unreachable',
  silent: 'redis.silent',
  closed: 'redis.closes',
  protocol: 'redis.not-redis',
  auth: 'redis.auth-refused',
  loading: 'redis.loading',
} as const satisfies Partial<Record<RedisProblem['problem'], Code>>

export const TRANSPORT_CODES: readonly Code[] = Object.values(CODES)

const WORDS: Readonly<Record<keyof typeof CODES, string>> = {
  refused: 'refuses connections',
  dns: 'has a host name that does not resolve',
  'connect-timeout': 'does not take a connection',
  silent: 'takes connections and does not answer',
  closed: 'takes connections and closes them',
  protocol: 'answers, but does not speak Redis',
  auth: 'refuses our credentials',
  loading: 'is still loading its data',
}

/** The finding for a Redis that gave no answer; null when only our own password is missing. */
export function judgeTransport(
  problem: RedisProblem,
  { host, port }: Place,
  listeners: readonly Listener[],
  severity: Severity,
): Observation | null {
  if (problem.problem === 'no-secret') return null
  const owners = listeners.flatMap(({ process }) =>
    process ? [`pid ${process.pid} (${nameOf(process.command)})`] : [],
  )
  const listener = [...new Set(owners)].join(', ')
  return {
    code: CODES[problem.problem],
    severity,
    summary: `Redis at ${host}:${port} ${WORDS[problem.problem]}${listener ? `; ${listener} listens there` : ''}`,
    evidence: [
      evidence(`redis://${host}:${port}`, problem.message.slice(0, 300)),
      ...(listener ? [evidence(`listeners of port ${port}`, listener.slice(0, 300))] : []),
    ],
    params: { host, port, listener: listener || 'an unknown program' },
  }
}

/** Who listens on the port, when Redis is on this machine and took the connection; an empty list otherwise. */
export async function whoListens(
  host: Host,
  problem: RedisProblem,
  place: Place,
  signal: AbortSignal,
): Promise<readonly Listener[]> {
  const local = /^(localhost|127\.[\d.]+|::1)$/.test(place.host)
  if (!local || !['silent', 'closed', 'protocol'].includes(problem.problem)) return []
  const answer = await host.ports.listeners({ port: place.port }, signal)
  return answer.ok ? answer.listeners : []
}

/** The program's name of a command line, without its path and arguments: those may hold secrets. */
function nameOf(command: string): string {
  return (command.split(/\s/)[0] ?? '').split('/').at(-1)?.slice(0, 60) || 'unnamed'
}
