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
      const [answer, state, turns] = await Promise.all([
        ask(probes.config),
        ask(probes.state),
        ask(probes.turns),
      ])
      const lost = turns.filter((turn) => turn.state === 'failed' && turn.reason === 'harness-missing')
      if (lost.length === 0) return fine()
      const config = configOf(answer)
      const owners = state.kind === 'read' ? state.state.owners : null
      if (!config || !owners) return skipped('who owns the harness could not be read')
      const owned = lost.filter(
        (turn) => ownershipOf(runtimeIn(turn.text), owners, config.plugins).kind === 'owned',
      )
      const findings = [...new Set(owned.map((turn) => turn.agent))].map((agent) =>
        late(
          agent,
          owned.filter((turn) => turn.agent === agent),
          turns,
          now,
        ),
      )
      return findings.length > 0 ? found(findings) : fine()
    },
  })
}

export function runtimeIn(text: string): string {
  return (/(?:harness|runtime) "([^"]{1,80})"/.exec(text)?.[1] ?? '').toLowerCase()
}

function late(agent: string, lost: readonly Turn[], turns: readonly Turn[], now: number): Observation {
  const [first, last] = [lost[0] as Turn, lost.at(-1) as Turn]
  const over = turns.some((turn) => turn.agent === agent && turn.state === 'ok' && turn.at > last.at)
  const runtime = runtimeIn(last.text)
  const many = lost.length === 1 ? 'one turn' : `${lost.length} turns`
  return {
    code: 'cli-status.harness-registered-late',
    severity: over ? 'note' : 'fault',
    summary: `${many} of agent ${agent} failed because the harness ${runtime} was not registered, although its plugin is enabled; the last one ${duration(Math.max(0, now - last.at))} ago${over ? ' (over: a later turn succeeded)' : ''}`,
    evidence: [...first.evidence.slice(0, 1), ...(last === first ? [] : last.evidence.slice(0, 1))],
    params: { agent, runtime, count: lost.length },
    since: iso(first.at),
    at: iso(last.at),
    count: lost.length,
  }
}
