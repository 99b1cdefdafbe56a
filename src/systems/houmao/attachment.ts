import { programOf } from '../../../checks/process/process-judge.ts'
import { duration } from '../../core/duration.ts'
import { evidence, iso, type Observation, type Params } from '../../core/finding.ts'
import type { Listener } from '../../host/ports.ts'
import type { ProcessInfo } from '../../host/processes.ts'
import type { Document } from './document.ts'
import type { LastRun } from './gateway-log.ts'
import type { Place } from './place.ts'
import { orphan } from './sidecar.ts'
import type { Desired } from './state.ts'

export const attachmentCodes = [
  'process.not-attached',
  'process.starting',
  'process.attach-failed',
  'process.attach-port-taken',
  'process.bindings-stale',
  'process.orphan-sidecar',
  'process.desired-config-invalid',
  'process.desired-port-taken',
] as const

/** What is left of a gateway that no execution file records. */
export interface DetachedView {
  readonly place: Place
  readonly log: string
  readonly last: LastRun
  /** When the log was last written, epoch ms; null where there is none. */
  readonly loggedAt: number | null
  /** Live sidecars of this gateway directory. */
  readonly sidecars: readonly ProcessInfo[]
  readonly desired: Document<Desired> | null
  /** Who listens on the port that the next attach will ask for. */
  readonly wanted: { readonly port: number; readonly listeners: readonly Listener[] } | null
  readonly expected: boolean
  /** When the tmux session was made, epoch ms to the second; null where it is not known. */
  readonly sessionSince: number | null
  readonly now: number
  readonly readyMs: number
  readonly params: Params
}

/** "Never attached" and "detached in order" are normal. A start in the log without a stop, and a session that still
 *  publishes a gateway, are not. */
export function judgeDetached(view: DetachedView): readonly Observation[] {
  const { place, sidecars, params, desired } = view
  const [living] = sidecars
  const published = place.published.HOUMAO_AGENT_GATEWAY_PORT
  if (living) return [orphan(place, living, params)]
  const attempt = judgeAttempt(view)
  if (attempt) return [attempt]
  if (published !== null) {
    const why = `the session publishes a gateway on port ${published.slice(0, 10)}, and nothing records one`
    const seen = [
      evidence(
        `tmux show-environment -t =${place.session}`,
        `HOUMAO_AGENT_GATEWAY_PORT=${published.slice(0, 10)}`,
      ),
    ]
    return [
      {
        code: 'process.bindings-stale',
        severity: 'fault',
        summary: why,
        evidence: seen,
        params: { ...params, why },
      },
    ]
  }
  const broken = desired?.kind === 'invalid' ? [brokenConfig(desired, 'fault', params)] : []
  return [...broken, ...judgeWanted(view), notAttached(view)]
}

function judgeAttempt(view: DetachedView): Observation | null {
  const { last, now, readyMs, params, log, wanted } = view
  if (last.kind === 'none' || last.kind === 'stopped' || isBeforeSession(view)) return null
  const { record } = last
  const port = last.port ?? wanted?.port ?? '?'
  const seen = [evidence(log, record.text.split('\n')[0]?.slice(0, 300) ?? '', { at: record.at })]
  const about = { evidence: seen, params: { ...params, port }, at: iso(record.at) }
  if (last.kind === 'no-port') {
    const taken = wanted !== null && wanted.port === port && wanted.listeners.length > 0
    return {
      ...about,
      code: 'process.attach-port-taken',
      severity: taken ? 'fault' : 'warning',
      summary: `the last start did not get port ${port}${taken ? '' : ', which nobody holds now'}, and no gateway is attached`,
    }
  }
  const age = record.at === null ? null : Math.max(0, now - record.at)
  if (age !== null && age < readyMs)
    return {
      ...about,
      code: 'process.starting',
      severity: 'warning',
      summary: `the gateway was started ${duration(age)} ago and is not recorded yet`,
      params: { ...about.params, age: duration(age) },
    }
  return {
    ...about,
    code: 'process.attach-failed',
    severity: 'fault',
    summary: `the gateway was started${age === null ? '' : ` ${duration(age)} ago`}, did not stop in order, and is not attached`,
  }
}

/** A run of the session before ended with that session, whatever its log says. */
function isBeforeSession({ last, loggedAt, sessionSince }: DetachedView): boolean {
  const at = last.kind === 'none' ? null : (last.record.at ?? loggedAt)
  return at !== null && sessionSince !== null && at < sessionSince - 2_000
}

/** What breaks the next attach while the present gateway, if any, goes on. */
export function brokenConfig(
  desired: Extract<Document<Desired>, { kind: 'invalid' }>,
  severity: 'fault' | 'warning',
  params: Params,
): Observation {
  const { path, why } = desired
  return {
    code: 'process.desired-config-invalid',
    severity,
    summary: `desired-config.json is broken, so every attach fails: ${why}`,
    evidence: [evidence(path, why, { at: desired.mtimeMs })],
    params: { ...params, file: path, why },
  }
}

function judgeWanted({ wanted, params }: DetachedView): readonly Observation[] {
  const holder = wanted?.listeners.find((one) => one.process !== null)?.process
  if (!wanted || wanted.listeners.length === 0) return []
  const name = holder ? programOf(holder.command) : 'a process that this user may not see'
  return [
    {
      code: 'process.desired-port-taken',
      severity: 'warning',
      summary: `port ${wanted.port}, which the next attach will ask for, is held by ${name}`,
      evidence: [evidence(`listeners on port ${wanted.port}`, holder ? `pid ${holder.pid} ${name}` : name)],
      params: { ...params, port: wanted.port, name, ...(holder ? { pid: holder.pid } : {}) },
    },
  ]
}

function notAttached(view: DetachedView): Observation {
  const { place, expected, last, log, params } = view
  const earlier = isBeforeSession(view)
    ? 'its last run belongs to the session before'
    : 'its log tells of no start'
  const how = last.kind === 'stopped' ? 'it was detached in order' : earlier
  return {
    code: 'process.not-attached',
    severity: expected ? 'fault' : 'note',
    summary: `no gateway is attached to session ${place.session ?? '?'}: ${how}${expected ? ', and one is expected' : ''}`,
    evidence: [evidence(log, how, { at: last.kind === 'stopped' ? last.record.at : null })],
    params,
  }
}
