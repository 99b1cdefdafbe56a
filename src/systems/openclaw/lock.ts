import type { Context } from '../../core/check.ts'
import type { Host } from '../../host/host.ts'
import type { ProcessInfo } from '../../host/processes.ts'
import { at, jsonOf, numberOf, textOf } from './lenient.ts'

/** The lock of a running gateway; it is removed at a stop in order and stays after a killing signal. */
export interface Lock {
  readonly pid: number
  readonly port: number | null
  /** Epoch ms. */
  readonly createdAt: number | null
  /** Where it has its state, in its own view. */
  readonly stateDir: string | null
}

/** The process that holds the gateway's state, as the lock names it. */
export interface Instance {
  readonly path: string
  readonly lock: Lock | null
  /** Null where nobody holds the lock: there is none, its process has ended, or its pid is another process now. */
  readonly process: ProcessInfo | null
  /** Who has the lock's pid now, where it is not the gateway any more. */
  readonly stranger: ProcessInfo | null
  /** Why nothing can be said. */
  readonly blocked: string | null
  /** The gateway that runs, as a process here or in a container; null where none does. Epoch ms. */
  readonly run: { readonly startedAt: number | null } | null
  /** Its databases may be opened beside it: it uses them under the same kernel. Else copies are read. */
  readonly beside: boolean
}

/** The lock's JSON, followed by white space that OpenClaw pads it with. */
export function parseLock(text: string): Lock | null {
  const document = jsonOf(text.trim())
  const pid = numberOf(at(document, 'pid'))
  if (pid === null || !Number.isInteger(pid) || pid < 1) return null
  const created = Date.parse(textOf(at(document, 'createdAt'), 40) ?? '')
  return {
    pid,
    port: numberOf(at(document, 'port')),
    createdAt: Number.isNaN(created) ? null : created,
    stateDir: textOf(at(document, 'stateDir'), 4_000),
  }
}

/** The clocks of /proc and of the gateway may differ by this much, ms. */
const SLACK = 5_000

/** Whether a process can be the one that wrote the lock: it does not begin after it. */
export function holds(lock: Lock, process: ProcessInfo): boolean {
  if (lock.createdAt === null || process.startedAt === null) return /openclaw|node/.test(process.command)
  return process.startedAt <= lock.createdAt + SLACK
}

/** Reads the lock and looks for its process. */
export async function findInstance(
  { host, signal }: Pick<Context, 'host' | 'signal'>,
  stateDir: string,
): Promise<Instance> {
  const path = `${stateDir}/tmp/openclaw-${host.env.who().uid}/gateway.state.lock`
  const nobody = { path, lock: null, process: null, stranger: null, blocked: null, run: null, beside: false }
  const file = await host.files.read({ path, maxBytes: 4_096 })
  if (!file.ok) return file.problem === 'absent' ? nobody : { ...nobody, blocked: `${path}: ${file.message}` }
  const lock = parseLock(file.text)
  if (!lock) return nobody
  if (await isElsewhere(host, lock, stateDir)) {
    const why = `${path} was written by a gateway that has its state in ${lock.stateDir}: it runs in a container, and its pid means nothing here`
    return { ...nobody, lock, blocked: why }
  }
  const answer = await host.processes.get({ pid: lock.pid }, signal)
  if (!answer.ok) return { ...nobody, lock, blocked: answer.problem === 'absent' ? null : answer.message }
  const own = holds(lock, answer.process)
  if (!own) return { ...nobody, lock, stranger: answer.process }
  return {
    ...nobody,
    lock,
    process: answer.process,
    run: { startedAt: answer.process.startedAt },
    beside: true,
  }
}

/** Whether the lock's writer knows the directory by a path that does not lead to it here. */
async function isElsewhere(host: Host, lock: Lock, stateDir: string): Promise<boolean> {
  const theirs = lock.stateDir
  if (!theirs?.startsWith('/') || theirs === stateDir) return false
  const [here, there] = await Promise.all([
    host.files.real({ path: stateDir }),
    host.files.real({ path: theirs }),
  ])
  return !here.ok || !there.ok || here.path !== there.path
}
