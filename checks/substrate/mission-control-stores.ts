import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import type { Observation } from '../../src/core/finding.ts'
import type { MissionControlProbes } from '../../src/systems/mission-control/probes.ts'
import { type MissionControlSettings, missingQueue } from '../../src/systems/mission-control/settings.ts'
import type { Side } from '../../src/systems/mission-control/side.ts'
import type { Store } from '../../src/systems/mission-control/store.ts'
import { judgeStoreProblem, STORE_CODES } from './store-problem.ts'

export const NO_REDIS =
  'nobody here can tell the Redis: set `sides.api.redis` and `sides.worker.redis` to the place of their RQ_REDIS_URL, or `sides.*.envFiles`'

/** The Redis of the API and that of the worker take connections. */
export function missionControlStores(settings: MissionControlSettings, probes: MissionControlProbes): Check {
  return defineCheck({
    id: 'substrate/queue-stores',
    title: 'Redis answers to API and worker',
    codes: STORE_CODES,
    looks: ['PING by the RQ_REDIS_URL of the API and by that of the worker'],
    deadlineMs: 15_000,
    missing: missingQueue(settings),
    run: async ({ ask }) => {
      const [{ api, worker }, ...sides] = await Promise.all([
        ask(probes.stores),
        ask(probes.sides.api),
        ask(probes.sides.worker),
      ])
      const locked = sides.find((side) => side.redis?.value.locked)
      if (!api && !worker) return locked ? unchecked(lockedStore(locked)) : skipped(NO_REDIS)
      const findings = [
        ...(api ? judgeStore(api, sameAddress(api, worker) ? 'API and worker' : 'the API') : []),
        ...(worker && !sameAddress(api, worker) ? judgeStore(worker, 'the worker') : []),
      ]
      if (findings.length > 0) return found(findings)
      const failed = [api, worker].find((store) => store && !store.ok)
      if (failed && !failed.ok) return unchecked(failed.problem.message)
      if (locked) return unchecked(lockedStore(locked))
      const { host, port } = (api ?? worker)?.target ?? { host: '', port: 0 }
      return fine(`Redis at ${host}:${port} answers`)
    },
  })
}

/** Why a Redis was not asked. */
function lockedStore({ name, redis }: Side): string {
  return `${redis?.from} gives the ${name} a Redis with a password that is not taken from there: set \`sides.${name}.redis\` to a place of it`
}

function judgeStore(store: Store, whose: string): readonly Observation[] {
  if (store.ok) return []
  const { host, port } = store.target
  const finding = judgeStoreProblem(store.problem, { service: 'Redis', host, port, whose })
  // The credentials are those of the process itself: what refuses us refuses it.
  return finding ? [{ ...finding, severity: 'fault' }] : []
}

function sameAddress(a: Store | null, b: Store | null): boolean {
  return a !== null && b !== null && a.target.host === b.target.host && a.target.port === b.target.port
}
