import { type Check, defineCheck, fine, found, unchecked } from '../../src/core/check.ts'
import { evidence } from '../../src/core/finding.ts'
import { askHttp } from '../../src/systems/openclaw/http.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { ContainerSettings, OpenclawSettings } from '../../src/systems/openclaw/settings.ts'

/** The runtime that the gateway's container stands on answers. Containers may outlive their daemon (Docker's live
 *  restore): a gateway that still answers makes it a warning. */
export function engineCheck(
  settings: OpenclawSettings,
  { runtime, name }: ContainerSettings,
  probes: OpenclawProbes,
): Check {
  return defineCheck({
    id: 'substrate/engine',
    title: 'the container runtime answers',
    codes: ['substrate.engine-down', 'substrate.engine-silent'],
    looks: [`${runtime} inspect ${name}`],
    run: async (context) => {
      const answer = await context.ask(probes.container)
      if (answer === null || answer.kind === 'seen' || answer.kind === 'absent')
        return fine(`${runtime} answers`)
      if (answer.kind === 'blocked') return unchecked(answer.why)
      const status = await askHttp(context, settings.port, settings.thresholds.httpMs)
      const lives = status.kind === 'gateway'
      const how = answer.kind === 'down' ? 'does not run' : 'does not answer'
      return found([
        {
          code: answer.kind === 'down' ? 'substrate.engine-down' : 'substrate.engine-silent',
          severity: lives ? 'warning' : 'fault',
          summary: `${runtime} ${how}${lives ? `, but a gateway answers on port ${settings.port}` : ''}`,
          evidence: [evidence(`${runtime} inspect ${name}`, answer.said)],
          params: { runtime, container: name },
        },
      ])
    },
  })
}
