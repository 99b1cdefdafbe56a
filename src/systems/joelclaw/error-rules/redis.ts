import type { Rule } from '../../../logs/rule.ts'
import { REDIS_UP } from './clearings.ts'

/** Trouble between the daemon and Redis, joelclaw of 2026-03. Other clients are refused, too: only the bridge's own
 *  records, or Redis's port, are Redis. */
export const redisRules: readonly Rule[] = [
  {
    code: 'error-log.redis-retry-storm',
    log: 'err',
    severity: 'fault',
    summary: 'Redis commands are rejected in a row after too many retries',
    head: /^\[gateway\] (?:redis command retries exhausted|unhandled rejection) \{/,
    body: /max retries per request|MaxRetriesPerRequest/,
    words: /Reached the max retries per request limit|MaxRetriesPerRequestError/,
    clearedBy: [REDIS_UP],
    minCount: 3,
    freshForMs: 600_000,
  },
  {
    code: 'error-log.persist-failed',
    log: 'err',
    severity: 'fault',
    summary: "a message could not be stored in Redis and waits only in the daemon's memory",
    head: /^\[gateway:store\] persist failed; enqueueing without durable stream id \{/,
    words: /persist failed; enqueueing without durable stream id|queue\.persist\.failed/,
    clearedBy: [{ log: 'out', match: /^\[gateway:store\] persisted inbound message \{/ }],
    freshForMs: 900_000,
  },
  {
    code: 'error-log.drain-failed',
    log: 'err',
    severity: 'warning',
    summary:
      'waiting events could not be taken from Redis; those that were read are lost at the next wake-up',
    head: /^\[gateway:redis\] failed to drain events \{/,
    words: /failed to drain events|events\.drain\.failed/,
    clearedBy: [REDIS_UP],
  },
  {
    code: 'error-log.replay-failed',
    log: 'err',
    severity: 'warning',
    summary: 'messages of the run before could not be replayed at the start',
    head: /^\[gateway:store\] replay failed \{/,
    words: /queue\.replay\.failed/,
  },
  {
    code: 'error-log.redis-mode-failed',
    log: 'err',
    severity: 'warning',
    summary: 'the gateway could not read or write its mode in Redis',
    head: /^\[redis\] mode (?:read|write) failed/,
    words: /mode\.(?:read|write)\.failed/,
    clearedBy: [REDIS_UP],
    authority: 'redis',
  },
  {
    code: 'error-log.redis-disconnected',
    log: 'err',
    severity: 'warning',
    summary: 'the daemon lost its connection to Redis',
    head: /^\[gateway:redis\] (?:(?:subscriber|command client) (?:error|disconnected)|.{0,40}disconnected — will reconnect|initial connect failed|reconnect failed)/,
    words: /connect ECONNREFUSED (?:127\.0\.0\.1|::1|localhost):6379|redis.{0,60}ECONNREFUSED/i,
    clearedBy: [REDIS_UP],
    authority: 'redis',
  },
]
