/** Stands in for the worker as far as it can be seen: its command line holds `scripts/rq worker`, it has its settings
 *  in its environment, and it waits in BRPOP. `idle` waits for nothing, as one that hangs in a task. */
import { Redis } from 'ioredis'

const { RQ_REDIS_URL = '', RQ_QUEUE_NAME = 'default', LAB_WORKER = '' } = process.env
process.once('SIGTERM', () => process.exit(0))
if (LAB_WORKER === 'idle') {
  process.stdout.write('ready\n')
  setInterval(() => {}, 60_000)
} else {
  const redis = new Redis(RQ_REDIS_URL)
  redis.on('error', () => {})
  await redis.ping()
  process.stdout.write('ready\n')
  for (;;) await redis.brpop(RQ_QUEUE_NAME, 5)
}
