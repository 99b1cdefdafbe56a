import type { Code } from '../../src/catalog/codes/index.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import type { ServerState } from './info.ts'
import type { Place } from './transport.ts'

export const STATE_CODES: readonly Code[] = [
  'redis.replica',
  'redis.slow',
  'redis.eviction-near',
  'redis.memory-full',
  'redis.keys-evicted',
  'redis.writes-refused',
]

/** Share of maxmemory above which eviction or refusal is near. */
const NEAR = 0.9

/** Whether this Redis can hold a queue: it must take writes and must not forget. */
export function judgeState(
  state: ServerState,
  place: Place,
  took: { ms: number; slowMs: number },
): readonly Observation[] {
  const params = { host: place.host, port: place.port }
  const source = `redis://${place.host}:${place.port} INFO`
  const findings: Observation[] = []
  if (state.role === 'slave') {
    findings.push({
      code: 'redis.replica',
      severity: 'fault',
      summary: `Redis at ${place.host}:${place.port} is a replica and refuses writes`,
      evidence: [evidence(`redis://${place.host}:${place.port} ROLE`, 'slave')],
      params,
    })
  }
  if (state.saveFailed) {
    // A failed append refuses writes in every case, a failed snapshot only under its setting.
    const refuses = state.saveFailed === 'AOF' || state.stopsWrites === true
    findings.push({
      code: 'redis.writes-refused',
      severity: refuses ? 'fault' : 'warning',
      summary: `the last ${state.saveFailed} save failed${refuses ? ', so Redis refuses writes' : ''}`,
      evidence: [
        evidence(
          source,
          state.saveFailed === 'AOF' ? 'aof_last_write_status:err' : 'rdb_last_bgsave_status:err',
        ),
      ],
      params: { ...params, what: state.saveFailed },
    })
  }
  findings.push(...judgeMemory(state, params, source))
  if (took.ms > took.slowMs) {
    findings.push({
      code: 'redis.slow',
      severity: 'warning',
      summary: `Redis took ${took.ms} ms for a round of small commands (expected under ${took.slowMs} ms)`,
      evidence: [evidence(`redis://${place.host}:${place.port}`, `${took.ms} ms`)],
      params: { ...params, ms: took.ms },
    })
  }
  return findings
}

function judgeMemory(
  state: ServerState,
  where: Record<string, string | number>,
  source: string,
): readonly Observation[] {
  const { usedBytes, maxBytes, policy, evicted } = state
  const share = usedBytes !== null && maxBytes ? usedBytes / maxBytes : 0
  const percent = Math.floor(share * 100)
  const text = `used_memory:${usedBytes} maxmemory:${maxBytes} maxmemory_policy:${policy} evicted_keys:${evicted}`
  const params = { ...where, percent, policy: policy ?? 'unknown', evicted: evicted ?? 0 }
  const common = { evidence: [evidence(source, text)], params }
  const evictsAll = policy?.startsWith('allkeys-') ?? false
  const findings: Observation[] = []
  if (share >= 1 && policy === 'noeviction') {
    findings.push({
      ...common,
      code: 'redis.memory-full',
      severity: 'fault',
      summary: `${percent} % of maxmemory is used and the policy is noeviction: writes are refused`,
    })
  } else if (share >= NEAR) {
    const what = evictsAll ? 'any key can be evicted' : 'writes will soon be refused'
    findings.push({
      ...common,
      code: evictsAll ? 'redis.eviction-near' : 'redis.memory-full',
      severity: 'warning',
      summary: `${percent} % of maxmemory is used under the policy ${policy ?? 'unknown'}: ${what}`,
    })
  }
  if (evictsAll && evicted) {
    findings.push({
      ...common,
      code: 'redis.keys-evicted',
      severity: 'note',
      summary: `${evicted} keys were evicted since Redis started`,
    })
  }
  return findings
}
