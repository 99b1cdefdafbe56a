import pg from 'pg'
import { postgresPrograms, startPostgres } from '../../support/postgres.ts'
import { startRedis } from '../../support/redis.ts'
import { until } from '../../support/until.ts'
import { atTheEnd } from '../joelclaw/last-rites.ts'
import { SCHEMA } from './schema.ts'

const PASSWORD = 'planted-database-password'
const TEMPLATE = 'mission_control_template'

/** A PostgreSQL and a redis-server that all cases share: each case has a database of its own in both. */
export interface Stores {
  readonly redisPort: number
  readonly postgresPort: number
  /** URL of an empty database with the tables. */
  newDatabase(): Promise<string>
  /** Number of an empty Redis database. */
  newRedisDb(): number
  stop(): Promise<void>
}

let started: Promise<Stores> | null = null

/** Starts them on the first call; they end with our process. */
export function sharedStores(): Promise<Stores> {
  started ??= start()
  return started
}

async function start(): Promise<Stores> {
  const programs = postgresPrograms()
  if (!programs) throw new Error('PostgreSQL is not installed (Debian: postgresql)')
  const [postgres, redis] = await Promise.all([startPostgres(programs, PASSWORD), startRedis()])
  const wills = [postgres, redis].map((server) => {
    server.unref()
    return atTheEnd(server.endNow)
  })
  const url = (database: string) => `postgres://postgres:${PASSWORD}@127.0.0.1:${postgres.port}/${database}`
  // It takes connections before it takes sessions.
  const isUp = () =>
    run(url('postgres'), 'SELECT 1').then(
      () => true,
      () => false,
    )
  await until(isUp, { ms: 8_000 })
  await run(url('postgres'), `CREATE DATABASE ${TEMPLATE}`)
  await run(url(TEMPLATE), SCHEMA)
  let [databases, redisDbs, last] = [0, 0, Promise.resolve()]
  const newDatabase = async () => {
    const name = `mission_control_${++databases}`
    // PostgreSQL copies a template for one at a time.
    last = last.then(() => run(url('postgres'), `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`))
    await last
    return url(name)
  }
  return {
    redisPort: redis.port,
    postgresPort: postgres.port,
    newDatabase,
    newRedisDb: () => redisDbs++ % 16,
    async stop() {
      for (const takeBack of wills) takeBack()
      started = null
      await Promise.all([postgres.stop(), redis.stop()])
    },
  }
}

/** Runs statements on a connection of their own. */
export async function run(url: string, sql: string, values: readonly unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await (values.length > 0 ? client.query(sql, [...values]) : client.query(sql))
  } finally {
    await client.end()
  }
}
