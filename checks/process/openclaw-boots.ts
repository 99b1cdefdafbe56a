import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'
import type { Boot } from '../../src/systems/openclaw/state.ts'

/** The gateway's own record of its starts shows no burst of crashes, and its database can be read. */
export function bootsCheck(settings: OpenclawSettings, probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'process/boots',
    title: 'the gateway does not crash again and again',
    codes: ['process.crash-burst', 'process.state-damaged'],
    looks: [`${settings.stateDir}/state/openclaw.sqlite`],
    run: async ({ ask, window }) => {
      const [state, instance] = await Promise.all([ask(probes.state), ask(probes.instance)])
      if (state.kind === 'absent') return skipped('there is no state database yet')
      if (state.kind === 'blocked') return unchecked(`the state database: ${state.why}`)
      if (state.kind === 'damaged') {
        const { stateDir } = await ask(probes.place)
        return found([damaged(`${stateDir}/state/openclaw.sqlite`, state.why)])
      }
      const burst = crashBurst(
        state.state.boots,
        settings.thresholds.crashes,
        window.since,
        instance.run !== null,
      )
      return burst ? found([burst]) : fine()
    },
  })
}

const FIVE_MINUTES = 300_000

/** The newest starts that did not end in order, when `limit` of them lie within five minutes: then the gateway comes
 *  up without its channels until that time is over (the crash-loop breaker, 2026.9). */
export function crashBurst(
  boots: readonly Boot[],
  limit: number,
  since: number,
  running: boolean,
): Observation | null {
  const ended = running ? boots.slice(1) : boots
  const crashed = ended.filter(
    (boot) => boot.startedAt >= since && (boot.outcome === null || boot.outcome === 'startup_failed'),
  )
  const last = crashed[0]
  const first = crashed[limit - 1]
  if (!last || !first || last.startedAt - first.startedAt > FIVE_MINUTES) return null
  return {
    code: 'process.crash-burst',
    severity: running ? 'warning' : 'fault',
    summary: `${crashed.length} starts in a row did not end in order${running ? '; it runs now and may keep its channels down' : ''}`,
    evidence: crashed
      .slice(0, 3)
      .map((boot) =>
        evidence(
          'gateway_boot_lifecycle',
          `pid ${boot.pid ?? '?'} ${boot.outcome ?? 'no outcome'}${boot.reason ? `: ${boot.reason}` : ''}`.slice(
            0,
            300,
          ),
          { at: boot.startedAt },
        ),
      ),
    params: { count: crashed.length },
    since: iso(crashed.at(-1)?.startedAt),
    at: iso(last.startedAt),
    count: crashed.length,
  }
}

function damaged(path: string, why: string): Observation {
  return {
    code: 'process.state-damaged',
    severity: 'fault',
    summary: `the state database cannot be read: ${why.slice(0, 160)}`,
    evidence: [evidence(path, why.slice(0, 300))],
    params: { file: path },
  }
}
