import type { Clearing } from '../../../logs/rule.ts'

/** The model answered a prompt. */
export const ANSWERED: Clearing = { log: 'out', match: /^\[gateway\] response ready \{/ }

/** The Redis bridge came up again. */
export const REDIS_UP: Clearing = { log: 'out', match: /^\[gateway:redis\] started \{/ }

/** The primary model carries the traffic again. */
export const PRIMARY_BACK: Clearing = {
  log: 'out',
  match: /^\[gateway:fallback\] (?:recovered to primary \{|✅ Gateway recovered)/,
}

/** The watchdog got the session back. */
export const SESSION_BACK: Clearing = {
  log: 'err',
  match: /^\[gateway:watchdog\] session recovered after (?:stuck abort|idle timeout release) \{/,
}

export const TELEGRAM_UP: Clearing = { log: 'out', match: /^\[gateway:telegram\] started \{/ }

/** An answer went out. */
export const SENT: Clearing = {
  log: 'out',
  match: /^\[gateway:telegram\] message sent successfully \{|^\[telegram-stream\] finalized/,
}
