import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import { type Affected, affectedModels, severityOf } from '../../src/systems/openclaw/harness.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { RuntimesAnswer } from '../../src/systems/openclaw/runtime-probes.ts'
import { isBroken, type RuntimeState } from '../../src/systems/openclaw/runtimes.ts'

/** The program of every declared CLI backend is where the gateway looks for it: on the PATH of its own process or
 *  service, which a shell's is not. */
export function backendCheck(probes: OpenclawProbes, deadlineMs: number): Check {
  return defineCheck({
    id: 'cli-status/backend',
    title: 'the programs of the CLI backends are there for the gateway',
    codes: ['cli-status.backend-not-found'],
    looks: ["PATH of the gateway's process, else of its service, else of this user"],
    deadlineMs: 2 * deadlineMs + 4_000,
    run: async ({ ask }) => {
      const answer = await ask(probes.runtimes)
      if (answer.kind !== 'known') return skipped('no CLI backend is declared')
      const findings = judgeBackends(answer)
      const unseen = [...answer.states.values()].flatMap((state) =>
        state.kind === 'works' && state.unseen ? [state.unseen] : [],
      )
      if (unseen.length > 0)
        return unchecked(
          `whether ${unseen.join(', ')} is there can only be seen inside ${answer.path.source}`,
        )
      return findings.length > 0 ? found(findings) : fine(`looked on the ${answer.path.source}`)
    },
  })
}

type Known = Extract<RuntimesAnswer, { kind: 'known' }>
type NoProgram = Extract<RuntimeState, { kind: 'no-program' }>

export function judgeBackends({ agents, states }: Known): readonly Observation[] {
  const lacking = [...states].flatMap(([runtime, state]) =>
    state.kind === 'no-program' ? [[runtime, state] as const] : [],
  )
  return lacking.map(([runtime, state]) => {
    // Of the others on the agent's list it counts what is proved not to work.
    const works = (other: string) => other !== runtime && !isBroken(states.get(other))
    const affected = affectedModels(agents, works).filter(({ model }) => model.runtime === runtime)
    return notFound(runtime, state, affected)
  })
}

/** Ours is not the gateway's PATH: a miss there proves nothing, a miss on its own does. */
function notFound(runtime: string, { program, path }: NoProgram, affected: readonly Affected[]): Observation {
  const lost = affected.filter((one) => severityOf(one) === 'fault').map(({ agent }) => agent)
  const then =
    lost.length > 0
      ? `the next message to ${lost.slice(0, 5).join(', ')} fails`
      : 'only as a fallback, or with one'
  const summary = path.own
    ? `the program ${program} of the CLI backend ${runtime} is not on the gateway's own PATH: ${then}`
    : `the program ${program} of the CLI backend ${runtime} is not on this user's PATH; the gateway may have another one`
  return {
    code: 'cli-status.backend-not-found',
    severity: path.own && lost.length > 0 ? 'fault' : 'warning',
    summary,
    evidence: [evidence(path.source, `no ${program} in ${path.directories.join(':')}`.slice(0, 300))],
    params: { runtime, program, path: path.source },
  }
}
