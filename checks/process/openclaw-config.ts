import { type Check, defineCheck, fine, found, unchecked } from '../../src/core/check.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { ConfigAnswer } from '../../src/systems/openclaw/config.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'

/** The configuration on disk is one that the gateway would start with. A running gateway ignores an invalid edit and
 *  serves on: that works now and will not survive a restart. */
export function configCheck(settings: OpenclawSettings, probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'process/config',
    title: 'the configuration on disk can be started with',
    codes: ['process.config-invalid', 'process.config-missing'],
    looks: [settings.config],
    run: async ({ ask }) => {
      const [answer, instance] = await Promise.all([ask(probes.config), ask(probes.instance)])
      if (answer.kind === 'blocked') return unchecked(answer.why)
      const { stateDir, inside } = await ask(probes.place)
      const path = settings.container ? `${stateDir ?? inside}/openclaw.json` : settings.config
      const finding = judgeConfig(answer, path, instance.run !== null)
      return finding ? found([finding]) : fine()
    },
  })
}

export function judgeConfig(
  answer: Exclude<ConfigAnswer, { kind: 'blocked' }>,
  path: string,
  running: boolean,
): Observation | null {
  const severity = running ? ('warning' as const) : ('fault' as const)
  const then = running
    ? 'the running gateway still serves with the old one and will not survive a restart'
    : 'the gateway does not start with it'
  if (answer.kind === 'absent')
    return {
      code: 'process.config-missing',
      severity,
      summary: `there is no ${path}: ${then}`,
      evidence: [evidence(path, 'no such file')],
      params: { file: path },
    }
  const why =
    answer.kind === 'invalid' ? answer.why : answer.config.mode === null ? 'gateway.mode is missing' : null
  if (why === null) return null
  return {
    code: 'process.config-invalid',
    severity,
    summary: `the configuration is not valid (${why}): ${then}`,
    evidence: [evidence(path, why, { at: answer.mtimeMs })],
    params: { file: path, why },
    at: iso(answer.mtimeMs),
  }
}
