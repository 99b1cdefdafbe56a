import { type Check, defineProbe, missingCheck, skipped, unchecked } from '../../src/core/check.ts'
import type { MissionControlSettings } from '../../src/systems/mission-control/settings.ts'
import { readConfig } from '../../src/systems/openclaw/config.ts'
import { providersCheck } from './openclaw-providers.ts'

/** The providers of the gateway that runs the agents, where its configuration is on this machine. */
export function missionControlProviders({ openclaw, thresholds }: MissionControlSettings): Check {
  const path = `${openclaw}/openclaw.json`
  const config = defineProbe('configuration of the gateway', ({ host }) => readConfig(host, path))
  const check = providersCheck({ config: path, thresholds }, { config })
  if (!openclaw)
    return missingCheck(
      check.id,
      check.title,
      'the model is that of the OpenClaw gateway behind it: where that is on this machine, set `openclaw` to its state directory (~/.openclaw); elsewhere run there `firstfault diagnose --system openclaw --only model-api`',
    )
  return {
    ...check,
    run: async (context) => {
      const answer = await context.ask(config)
      if (answer.kind === 'absent') return skipped(`there is no ${path}`)
      if (answer.kind === 'blocked') return unchecked(answer.why)
      if (answer.kind === 'invalid' && !answer.lastGood)
        return unchecked(`${path} is not valid: ${answer.why}`)
      return check.run(context)
    },
  }
}
