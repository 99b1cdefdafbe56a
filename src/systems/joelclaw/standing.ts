import type { Context } from '../../core/check.ts'
import type { Standing } from '../../logs/rule.ts'
import type { JoelclawLogs } from './logs.ts'
import type { HealthAnswer } from './probes.ts'

/** What tells better than a log line whether a condition still holds. */
export type Authority = 'prompt' | 'session' | 'redis' | 'telegram' | 'fallback'

const RESPONSE = /^\[gateway\] response ready \{/
const SHUTDOWN = /^\[gateway\] shutting down \{/

/** Whether the window ends now: only then does the live status speak of it. */
export function isLive({ window, now }: Pick<Context, 'window' | 'now'>): boolean {
  return window.until >= now - 60_000
}

/** What `/health` says of the conditions that the logs tell of; nothing unless the window is `live`. */
export function standingOf(
  health: HealthAnswer,
  logs: JoelclawLogs,
  live: boolean,
): Readonly<Record<Authority, Standing>> {
  const document = live && health.kind === 'document' ? health.document : null
  const session = document?.components?.get('session')
  const redis = document?.components?.get('redis')
  const failures = document?.components?.get('consecutivePromptFailures')
  const telegram = document?.status?.channels?.get('telegram')
  const fallback = document?.status?.fallback?.active
  return {
    prompt: typeof failures === 'number' ? promptStanding(failures, logs) : 'unknown',
    session: of(typeof session === 'string' ? session === 'ok' : null),
    redis: of(typeof redis === 'string' ? redis === 'ok' : null),
    telegram: of(telegram?.configured ? (telegram.healthy ?? null) : null),
    fallback: of(typeof fallback === 'boolean' ? !fallback : null),
  }
}

/** The counter of failed prompts forgets at a restart and at a passive entry: only together with an answer in the same
 *  run it proves an end. After a restart because of failed prompts nothing has changed until there is an answer. */
function promptStanding(failures: number, { out }: JoelclawLogs): Standing {
  if (failures > 0) return 'current'
  if (!out.ok || out.log.runFrom === null) return 'unknown'
  const { records, runFrom } = out.log
  if (records.slice(runFrom).some((record) => RESPONSE.test(record.head))) return 'over'
  const end = records.slice(0, runFrom).findLast((record) => SHUTDOWN.test(record.head))
  return end?.text.includes('"watchdog:dead-session"') ? 'current' : 'unknown'
}

function of(well: boolean | null): Standing {
  return well === null ? 'unknown' : well ? 'over' : 'current'
}
