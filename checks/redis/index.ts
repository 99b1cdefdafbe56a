import { redisQueue } from './queue.ts'
import { redisServer } from './server.ts'

/** The kinds of check that a configuration may use in this layer, in the order in which they are listed. */
export const kinds = { 'redis-server': redisServer, 'redis-queue': redisQueue } as const
