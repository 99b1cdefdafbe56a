import type { Config } from '../config/schema.ts'
import type { RedisTarget } from '../host/redis.ts'

/** The configuration's Redis as the port wants it. */
export const redisTarget = (redis: Config['monitor']['redis']): RedisTarget | null =>
  redis && {
    host: redis.host,
    port: redis.port,
    db: redis.db,
    tls: redis.tls,
    ...(redis.username === undefined ? {} : { username: redis.username }),
    ...(redis.password === undefined ? {} : { password: redis.password }),
  }
