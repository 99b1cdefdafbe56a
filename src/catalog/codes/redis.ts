import type { Codes } from '../entry.ts'
import { redisQueue } from './redis-queue.ts'
import { redisServer } from './redis-server.ts'

export const redis = { ...redisServer, ...redisQueue } as const satisfies Codes<'redis'>
