import type { Report } from '../core/report.ts'
import { type Attempt, type DeliverOptions, deliver } from './deliver.ts'
import { claim, ledger, settle, withheld } from './fence.ts'
import { merged, type RestartOutcome } from './limits.ts'
import type { Moment } from './moment.ts'
import type { Policy } from './policy.ts'
import { type Reading, read } from './reading.ts'
import { type Action, reduce, type Step } from './reduce.ts'
import { runRestart } from './restart.ts'
import type { Sender } from './send/sender.ts'
import type { State } from './state.ts'
import { type Places, update } from './store/store.ts'
import type { Watch } from './watch.ts'

/** One gateway under watch, with everything that a tick touches. */
export interface Watched {
  readonly gateway: string
  readonly watch: Watch
  readonly policy: Policy
  readonly places: Places
  readonly senders: readonly Sender[]
  readonly muted: Readonly<Record<string, string>>
  readonly deliver: Omit<DeliverOptions, 'now' | 'interrupt'>
  readonly restartMs: number
  /** Walks once, without an end-to-end test. */
  readonly walk: () => Promise<Report>
  /** Walks after a restart: waits until it may have settled, then until no layer fails or the time for it is up. */
  readonly verify: () => Promise<Report>
  readonly now: () => Moment
  /** A fresh id, unlike any other. */
  readonly id: () => string
  /** Ends a round early: no more messages are sent, they wait for the next. */
  readonly interrupt: AbortSignal
}

/** What one tick saw and did. */
export interface TickResult {
  /** The last walk: the verifying one where there was a restart. */
  readonly report: Report
  readonly reading: Reading
  readonly state: State
  readonly actions: readonly Action[]
  readonly restart: RestartResult | null
  readonly attempts: readonly Attempt[]
  /** Why the shared Redis was not used. */
  readonly problem: string | null
}

export interface RestartResult {
  readonly token: string | null
  /** Null when none was made: `why` says what stood against it. */
  readonly outcome: RestartOutcome | null
  readonly why: string | null
}

/** Runs one phase of a round. An engine may keep a phase's result (plain JSON) and not run it again. */
export type Phase = <T>(name: string, work: () => Promise<T>) => Promise<T>

/** One round of the watch: walk, remember, restart where that is due and granted, walk again, tell. Each step is
 *  written down before it is done, so that it may be killed anywhere, and each phase may be run again. */
export async function tick(watched: Watched, phase: Phase = (_, work) => work()): Promise<TickResult> {
  const { id, report } = await phase('walk', async () => ({ id: watched.id(), report: await watched.walk() }))
  const decided = await phase('decide', () => remember(watched, report, id, false))
  const due = decided.step.actions.some((action) => action.type === 'restart')
  const restart: RestartResult | null = due
    ? await phase('restart', () => restartOnce(watched, id, decided.step.state))
    : decided.step.refused === null
      ? null
      : { token: null, outcome: null, why: decided.step.refused }
  const verified = due
    ? await phase('verify', async () => remember(watched, await watched.verify(), `${id}v`, true))
    : null
  const last = verified ?? decided
  const { places, senders, interrupt, now } = watched
  const { attempts, state } = await phase('tell', async () => {
    const attempts = await deliver(places, senders, { ...watched.deliver, now, interrupt })
    return { attempts, state: (await update(places, (kept) => ({ state: kept, answer: null }))).state }
  })
  return {
    report: last.report,
    reading: last.reading,
    state,
    actions: [...decided.step.actions, ...(verified?.step.actions ?? [])],
    restart,
    attempts,
    problem: last.problem,
  }
}

interface Remembered {
  readonly report: Report
  readonly reading: Reading
  readonly step: Step
  readonly problem: string | null
}

async function remember(
  { watch, muted, places, policy, now }: Watched,
  report: Report,
  id: string,
  verifies: boolean,
): Promise<Remembered> {
  const reading = read(report, watch, muted)
  const known = await ledger(places)
  const { answer, problem } = await update(places, (kept, sharing) => {
    const before = { ...kept, restarts: merged(kept.restarts, known) }
    const no = withheld(places, sharing, policy.restart)
    const step = reduce(before, { reading, now: now(), id, verifies, withheld: no }, policy)
    return { state: step.state, answer: step }
  })
  return { report, reading, step: answer, problem }
}

/** Runs the restart command, if both fences grant it. */
async function restartOnce(watched: Watched, token: string, { restarts }: State): Promise<RestartResult> {
  const { places, policy, watch, now, restartMs } = watched
  if (!watch.restart) return { token, outcome: null, why: 'this system has no restart command' }
  const begun = (await ledger(places)).find((record) => record.token === token)
  if (begun) return { token, outcome: begun.outcome, why: 'it was begun before' }
  const known = restarts.filter((record) => record.token !== token)
  const claimed = await claim(places, { token, now: now(), limits: policy.restart, known })
  if (!claimed.granted) {
    const outcome = claimed.elsewhere ? 'refused' : null
    await conclude(places, token, outcome)
    return { token, outcome, why: claimed.why }
  }
  const { directory } = places
  const { command } = watch.restart
  const outcome = await runRestart(command, { directory, number: claimed.number, deadlineMs: restartMs })
  await settle(places, claimed.number, outcome)
  await conclude(places, token, outcome)
  return { token, outcome, why: null }
}

/** Writes what became of the restart; one that nobody made, here or elsewhere, is forgotten and may be tried again. */
async function conclude(places: Places, token: string, outcome: RestartOutcome | null): Promise<void> {
  await update(places, (kept) => {
    const restarts = kept.restarts.flatMap((record) => {
      if (record.token !== token) return [record]
      return outcome === null ? [] : [{ ...record, outcome }]
    })
    return { state: { ...kept, restarts }, answer: null }
  })
}
