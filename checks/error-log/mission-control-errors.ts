import {
  type Check,
  defineCheck,
  defineProbe,
  fine,
  found,
  missingCheck,
  skipped,
  unchecked,
} from '../../src/core/check.ts'
import type { Observation } from '../../src/core/finding.ts'
import { judge } from '../../src/logs/judge.ts'
import { errorRules } from '../../src/systems/mission-control/error-rules.ts'
import { placesOf } from '../../src/systems/mission-control/places.ts'
import type { MissionControlProbes } from '../../src/systems/mission-control/probes.ts'
import {
  logOf,
  type MissionControlSettings,
  type SideName,
} from '../../src/systems/mission-control/settings.ts'

/** One check for each of the two logs; both are judged together, because one may show that the other is over. */
export function missionControlErrors(
  settings: MissionControlSettings,
  probes: MissionControlProbes,
): readonly Check[] {
  const findings = defineProbe('rules of both logs', async (context): Promise<readonly Observation[]> => {
    const { ask, window } = context
    const [api, worker, places] = await Promise.all([
      ask(probes.logs.api),
      ask(probes.logs.worker),
      placesOf(context, settings, probes),
    ])
    const logs = [api, worker].flatMap((read) => (read?.ok ? [read.log] : []))
    return judge(errorRules, { logs, window, standing: {} }).map((finding) => ({
      ...finding,
      params: { ...places, ...finding.params },
    }))
  })
  return (['worker', 'api'] as const).map((name) => {
    const { id, title, codes } = about(name)
    if (!logOf(settings.sides[name]))
      return missingCheck(
        id,
        title,
        `the log of the ${name} is not configured: set \`sides.${name}.log\` to {path}, {unit} or {container}`,
      )
    return defineCheck({
      id,
      title,
      codes,
      looks: [`the log of the ${name}`],
      run: async ({ ask }) => {
        const read = await ask(probes.logs[name])
        if (!read) return skipped('no log is configured')
        if (!read.ok)
          return read.problem === 'absent'
            ? skipped(`${read.source} does not exist: nothing was written to it`)
            : unchecked(`${read.source} cannot be read: ${read.message}`)
        const own = (await ask(findings)).filter((finding) => codes.includes(finding.code))
        if (read.partial)
          return unchecked(
            `only the end of ${read.log.source} was looked at: it holds more than can be read`,
            own,
          )
        const { records, countedFrom } = read.log
        return own.length > 0 ? found(own) : fine(`${records.length - countedFrom} records looked at`)
      },
    })
  })
}

function about(name: SideName) {
  const codes = [...new Set(errorRules.filter((rule) => rule.log === name).map((rule) => rule.code))]
  const title = name === 'api' ? 'the API logs no trouble' : 'the worker logs no trouble'
  return { id: `error-log/${name}`, title, codes }
}
