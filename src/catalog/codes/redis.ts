import type { Codes } from '../entry.ts'
import { redisQueue } from './redis-queue.ts'
import { redisServer } from './redis-server.ts'
import { tasks } from './redis-tasks.ts'

export const redis = { ...redisServer, ...redisQueue, ...tasks } as const satisfies Codes<'redis'>
