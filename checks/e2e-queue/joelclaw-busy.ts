import type { HealthAnswer, RedisAnswer } from '../../src/systems/joelclaw/probes.ts'

/** Why no test event may be sent now, or null: Redis does not answer, the daemon is not there or not registered,
 *  other events wait, or a turn runs. */
export function whyBusy(redis: RedisAnswer, health: HealthAnswer): string | null {
  if (!redis.ok) return 'Redis does not answer'
  const sessions = redis.replies.sessions
  const registered = sessions?.ok && Array.isArray(sessions.value) && sessions.value.includes('gateway')
  if (!registered) return 'the gateway is not registered in Redis, so nobody would take it'
  const waiting = redis.replies.eventCount
  if (!waiting?.ok || typeof waiting.value !== 'number') return 'its event list cannot be read'
  if (waiting.value > 0) return `${waiting.value} other event(s) wait in its list`
  if (health.kind !== 'document') return 'the daemon does not answer on its port'
  const status = health.document.status
  if (status?.supersession?.activeRequest || status?.isStreaming) return 'a turn is running'
  const { mode } = health.document
  return mode && mode !== 'normal' ? `the gateway is in mode ${mode}` : null
}
