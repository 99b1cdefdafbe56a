import type { Evidence } from '../../core/finding.ts'
import type { Reason } from './reasons.ts'

/** One turn of an agent, put together from the log and the gateway's database. Times are epoch ms. */
export interface Turn {
  readonly runId: string | null
  readonly agent: string
  readonly session: string | null
  /** The channel that its message came from, where a record of the turn names it. */
  readonly channel: string | null
  /** What the log's records of one message have in common (since 2026.8). */
  readonly trace: string | null
  readonly startedAt: number | null
  /** The last sign of it; its end, where it has ended. */
  readonly at: number
  /** `retrying`: attempts failed and the gateway goes on trying. `cancelled`: somebody ended it. */
  readonly state: 'ok' | 'failed' | 'running' | 'retrying' | 'cancelled'
  readonly reason: Reason | null
  readonly provider: string | null
  readonly model: string | null
  /** What was said of its failure. */
  readonly text: string
  readonly evidence: readonly Evidence[]
}

/** One sight of a turn; several of the same run are one turn. */
export type Sight = Partial<Omit<Turn, 'evidence'>> & { readonly at: number; readonly evidence: Evidence }

const RANK = { cancelled: 4, ok: 3, failed: 3, retrying: 2, running: 1 } as const

/** The turns of all sights, oldest first. What is known of a run from one source completes what the other says. */
export function joinSights(sights: readonly Sight[]): readonly Turn[] {
  const runs = new Map<string, Sight[]>()
  const runOf = new Map(
    sights.flatMap(({ trace, runId }) => (trace && runId ? [[trace, runId] as const] : [])),
  )
  for (const [index, sight] of sights.entries()) {
    const { runId, trace, session } = sight
    const key = runId ?? (trace ? (runOf.get(trace) ?? trace) : `${session ?? 'unnamed'} ${index}`)
    const run = runs.get(key)
    if (run) run.push(sight)
    else runs.set(key, [sight])
  }
  return withoutBare([...runs.values()])
    .map(joinRun)
    .toSorted((a, b) => a.at - b.at)
}

/** The ledger's row of a turn stands this close to what the log says of it, ms. */
const CLOSE_MS = 5_000

/** The ledger names a run that failed and not why; the log says why and, before the model is asked, not which run: a
 *  row without a reason belongs to the failed turn of the same session that the log tells of at that moment. */
function withoutBare(runs: readonly (readonly Sight[])[]): readonly (readonly Sight[])[] {
  const told = runs.filter((run) => run.every(({ runId }) => !runId) && run.some(({ trace }) => trace))
  const joined = new Map(told.map((run) => [run, [...run]]))
  const rest = runs.filter((run) => {
    if (joined.has(run)) return false
    const last = run.at(-1)
    const bare =
      run.every(({ text, trace }) => !text && !trace) && run.some(({ state }) => state === 'failed')
    const own = bare && last ? told.find((one) => belong(one, last)) : undefined
    if (own) joined.get(own)?.push(...run)
    return !own
  })
  return [...rest, ...joined.values()]
}

const belong = (told: readonly Sight[], { session, at }: Sight): boolean =>
  told.some((one) => one.session && one.session === session) &&
  told.some((one) => Math.abs(one.at - at) <= CLOSE_MS)

function joinRun(unordered: readonly Sight[]): Turn {
  const sights = unordered.toSorted((a, b) => a.at - b.at)
  const last = <Name extends keyof Sight>(name: Name) =>
    sights.findLast((one) => one[name] !== undefined && one[name] !== null)?.[name] ?? null
  const state = sights.reduce<Turn['state']>(
    (best, one) => (one.state && RANK[one.state] >= RANK[best] ? one.state : best),
    'running',
  )
  const session = last('session')
  const told = sights.filter((one) => one.reason)
  return {
    runId: last('runId'),
    agent: last('agent') ?? agentOf(session) ?? 'main',
    session,
    channel: last('channel'),
    trace: last('trace'),
    startedAt: sights.find((one) => one.startedAt)?.startedAt ?? null,
    at: sights.at(-1)?.at ?? 0,
    state,
    // The most telling word comes first: a later record repeats it in general terms.
    reason:
      (told.find((one) => one.reason !== 'other' && one.reason !== 'timeout') ?? told[0])?.reason ?? null,
    provider: last('provider'),
    model: last('model'),
    text: told.findLast(({ text }) => text)?.text ?? last('text') ?? '',
    evidence: (told.length > 0 ? [told[0] as Sight, told.at(-1) as Sight] : sights.slice(-1))
      .map((one) => one.evidence)
      .filter((one, index, all) => all.indexOf(one) === index),
  }
}

/** `main` of `agent:main:telegram:direct:…`. */
export function agentOf(session: string | null): string | null {
  return /^agent:([^:]{1,80}):/.exec(session ?? '')?.[1] ?? null
}
