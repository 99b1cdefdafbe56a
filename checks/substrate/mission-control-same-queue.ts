import { type Check, defineCheck, found, skipped, unchecked } from '../../src/core/check.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import type { RedisTarget } from '../../src/host/redis.ts'
import type { MissionControlProbes } from '../../src/systems/mission-control/probes.ts'
import { type MissionControlSettings, missingQueue } from '../../src/systems/mission-control/settings.ts'
import type { Side } from '../../src/systems/mission-control/side.ts'
import type { Store } from '../../src/systems/mission-control/store.ts'

/** What the API queues arrives where the worker takes from. */
export function missionControlSameQueue(
  settings: MissionControlSettings,
  probes: MissionControlProbes,
): Check {
  return defineCheck({
    id: 'substrate/same-queue',
    title: 'API and worker meet in one queue',
    codes: ['substrate.queues-apart', 'substrate.queue-names-differ'],
    looks: ['run_id and database of both Redis, RQ_QUEUE_NAME of both processes'],
    deadlineMs: 15_000,
    missing: missingQueue(settings),
    run: async ({ ask }) => {
      const [api, worker, stores] = await Promise.all([
        ask(probes.sides.api),
        ask(probes.sides.worker),
        ask(probes.stores),
      ])
      if (!api.queue && !worker.queue && !api.redis && !worker.redis)
        return skipped(
          'nobody here can tell their settings: name `sides.api.envFiles` and `sides.worker.envFiles`, or the values themselves',
        )
      const findings = [...judgeStores(api, worker, stores), ...judgeNames(api, worker)]
      if (findings.length > 0) return found(findings)
      const unknown = unknownOf(api, worker)
      if (unknown) return unchecked(unknown)
      return found([], `queue ${api.queue?.value} at one Redis`)
    },
  })
}

/** One address is one server. Two addresses may be one too: the server's own id decides. */
export function judgeStores(
  api: Side,
  worker: Side,
  stores: Readonly<Record<'api' | 'worker', Store | null>>,
): readonly Observation[] {
  if (!api.redis || !worker.redis) return []
  const [a, b] = [api.redis.value.target, worker.redis.value.target]
  const [one, other] = [stores.api, stores.worker]
  const known = one?.ok && other?.ok && one.runId !== null && other.runId !== null
  const sameServer = known ? one.runId === other.runId : a.host === b.host && a.port === b.port
  if (sameServer && (a.db ?? 0) === (b.db ?? 0)) return []
  // Where one of them does not answer, two names may still be one server.
  if (!known && !sameServer) return []
  return [
    {
      code: 'substrate.queues-apart',
      severity: 'fault',
      summary: `API and worker use different ${sameServer ? 'databases of one Redis' : 'Redis servers'}: ${called(a)} and ${called(b)}`,
      evidence: [
        evidence(api.redis.from, `RQ_REDIS_URL of the API: ${called(a)}${idOf(one)}`),
        evidence(worker.redis.from, `RQ_REDIS_URL of the worker: ${called(b)}${idOf(other)}`),
      ],
      params: { api: called(a), apiFrom: api.redis.from, worker: called(b), workerFrom: worker.redis.from },
    },
  ]
}

export function judgeNames(api: Side, worker: Side): readonly Observation[] {
  if (!api.queue || !worker.queue || api.queue.value === worker.queue.value) return []
  return [
    {
      code: 'substrate.queue-names-differ',
      severity: 'fault',
      summary: `the API writes to the queue ${api.queue.value.slice(0, 60)}, the worker takes from ${worker.queue.value.slice(0, 60)}`,
      evidence: [
        evidence(api.queue.from, `RQ_QUEUE_NAME of the API: ${api.queue.value.slice(0, 200)}`),
        evidence(worker.queue.from, `RQ_QUEUE_NAME of the worker: ${worker.queue.value.slice(0, 200)}`),
      ],
      params: {
        api: api.queue.value.slice(0, 60),
        apiFrom: api.queue.from,
        worker: worker.queue.value.slice(0, 60),
        workerFrom: worker.queue.from,
      },
    },
  ]
}

function unknownOf(api: Side, worker: Side): string | null {
  const locked = [api, worker].find((one) => one.redis?.value.locked)
  if (locked && !sameAddress(api, worker))
    return `the password of the Redis of the ${locked.name} cannot be read here, so it is not known whether its address leads to the other's: name \`sides.${locked.name}.redis\``
  const side = !api.queue || !api.redis ? api : !worker.queue || !worker.redis ? worker : null
  return side
    ? `the settings of the ${side.name} cannot be read here, so it is not known whether both use one queue`
    : null
}

function sameAddress({ redis: one }: Side, { redis: other }: Side): boolean {
  if (!one || !other) return false
  return called(one.value.target) === called(other.value.target)
}

const called = ({ host, port, db = 0 }: RedisTarget): string => `${host}:${port}/${db}`

const idOf = (store: Store | null): string => (store?.ok ? ` (run_id ${store.runId?.slice(0, 12)})` : '')
