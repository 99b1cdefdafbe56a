import { type Check, defineCheck, fine, found, missingCheck, unchecked } from '../../src/core/check.ts'
import { evidence, type Observation, type Params } from '../../src/core/finding.ts'
import type { PostgresProblem } from '../../src/host/postgres.ts'
import type { MissionControlProbes } from '../../src/systems/mission-control/probes.ts'
import type { MissionControlSettings } from '../../src/systems/mission-control/settings.ts'
import { judgeStoreProblem, STORE_CODES } from './store-problem.ts'

const TITLE = 'the database answers and has the expected tables'

/** The database takes a read-only transaction and has the tables that agents live in. */
export function missionControlDatabase(
  settings: MissionControlSettings,
  probes: MissionControlProbes,
): Check {
  const { database } = settings
  if (!database)
    return missingCheck(
      'substrate/database',
      TITLE,
      'no database is configured: set `database` to the place of its URL, for example {env: DATABASE_URL}',
    )
  return defineCheck({
    id: 'substrate/database',
    title: TITLE,
    codes: [...STORE_CODES, 'substrate.database-missing', 'substrate.schema-mismatch'],
    looks: ['the agents in PostgreSQL, in one read-only transaction'],
    run: async ({ ask, host }) => {
      const answer = await ask(probes.database)
      if (answer?.ok)
        return fine(`PostgreSQL answers, ${answer.total} agents on ${answer.gateways.length} gateways`)
      if (!answer) return unchecked('no database is configured')
      const address = await host.files.address({ secret: database })
      const place = address.ok
        ? { host: address.host || 'localhost', port: address.port ?? 5432 }
        : { host: 'the configured address', port: 5432 }
      const finding = judgeDatabase(answer, place)
      if (!finding) return unchecked(answer.message)
      return finding.severity === 'fault' ? found([finding]) : unchecked(answer.message, [finding])
    },
  })
}

/** Null where the answer tells nothing of the database itself: a permission or a secret of ours is missing. */
export function judgeDatabase(
  problem: PostgresProblem,
  place: { host: string; port: number },
): Observation | null {
  const { problem: word, message } = problem
  const whose = { service: 'PostgreSQL', whose: 'Mission Control', ...place }
  const params: Params = { service: 'PostgreSQL', ...place, error: message.slice(0, 160) }
  const seen = [evidence(`PostgreSQL ${place.host}:${place.port}`, message.slice(0, 300))]
  if (word === 'no-database')
    return {
      code: 'substrate.database-missing',
      severity: 'fault',
      summary: `PostgreSQL at ${place.host}:${place.port} has no such database`,
      evidence: seen,
      params,
    }
  if (word !== 'sql') return judgeStoreProblem(problem, whose)
  if (/permission denied/.test(message)) return null
  return {
    code: 'substrate.schema-mismatch',
    severity: 'fault',
    summary: `the database has not the expected tables: ${message.slice(0, 120)}`,
    evidence: seen,
    params,
  }
}
