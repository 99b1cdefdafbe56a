import { type Check, defineCheck, fine, found, skipped } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { iso, type Observation } from '../../src/core/finding.ts'
import { ownershipOf } from '../../src/systems/openclaw/harness.ts'
import { configOf, type OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { Turn } from '../../src/systems/openclaw/turns.ts'

/** A harness that is declared, owned and enabled was there when a turn needed it. That it registers late cannot be seen
 *  from outside before a turn fails; the next turn that succeeds ends it. */
export function lateHarnessCheck(probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'cli-status/late-harness',
    title: 'no turn met a harness that was not registered yet',
    codes: ['cli-status.harness-registered-late'],
    looks: ['failed turns in the log and in the state database'],
    run: async ({ ask, now }) => {
      const turns = await ask(probes.turns)
      const lost = turns.filter((turn) => turn.state === 'failed' && turn.reason === 'harness-missing')
      if (lost.length === 0) return fine()
      const [answer, owners, state] = await Promise.all([
        ask(probes.config),
        ask(probes.owners),
        ask(probes.state),
      ])
      const config = configOf(answer)
      if (!config || owners.kind === 'unknown') return skipped('who owns the harness could not be read')
      const { known } = owners
      const owned = lost.filter(
        (turn) => ownershipOf(runtimeIn(turn.text), known, config.plugins).kind === 'owned',
      )
      const startedAt = state.kind === 'read' ? (state.state.boots[0]?.startedAt ?? null) : null
      const findings = [...new Set(owned.map((turn) => turn.agent))].map((agent) =>
        lateness(
          owned.filter((turn) => turn.agent === agent),
          turns.filter((turn) => turn.agent === agent),
          { startedAt, now },
        ),
      )
      return findings.length > 0 ? found(findings) : fine()
    },
  })
}

export function runtimeIn(text: string): string {
  return (/(?:harness|runtime) "([^"]{1,80})"/.exec(text)?.[1] ?? '').toLowerCase()
}

/** The turns that one agent lost, oldest first. A later success ends it; a start since then does not, as
 *  long as no turn has come. */
export function lateness(
  lost: readonly Turn[],
  turns: readonly Turn[],
  { startedAt, now }: { readonly startedAt: number | null; readonly now: number },
): Observation {
  const [first, last] = [lost[0] as Turn, lost.at(-1) as Turn]
  const healed = turns.find((turn) => turn.state === 'ok' && turn.at > last.at)
  const restarted = startedAt !== null && startedAt > last.at
  const runtime = runtimeIn(last.text)
  const many = lost.length === 1 ? 'one turn' : `${lost.length} turns`
  const span = last.at - first.at
  const how = lost.length === 1 ? '' : ` within ${duration(span)}`
  const ago = duration(Math.max(0, now - last.at))
  const end = healed
    ? `; over: a turn succeeded ${duration(healed.at - last.at)} later`
    : restarted
      ? '; the gateway was started again since, and no turn came'
      : ''
  return {
    code: 'cli-status.harness-registered-late',
    severity: healed ? 'note' : 'fault',
    summary: `${many} of agent ${last.agent} failed${how} because the harness ${runtime} was not registered, although its plugin is enabled; the last one ${ago} ago${end}`,
    evidence: [...first.evidence.slice(0, 1), ...(last === first ? [] : last.evidence.slice(0, 1))],
    params: { agent: last.agent, runtime, count: lost.length },
    since: iso(first.at),
    at: iso(last.at),
    count: lost.length,
  }
}
