import { bunFormat } from '../../logs/bun-format.ts'

/** What a record of the daemon begins with (joelclaw of 2026-03 and 2026-08): a name in brackets, or one of the few
 *  modules that write theirs without. Three letters at least: `[x] done` is a model's check list. */
const STARTS = /^(?:\[[a-z][\w:.-]{2,40}\] |(?:command-queue|outbound-router|langfuse-cost): )/

/** `gateway.err`: what stands between records is the runtime's or the start script's own. */
export const errFormat = bunFormat({ starts: STARTS, between: 'keep' })

/** `gateway.log`: what stands between records is what the model said. */
export const outFormat = bunFormat({ starts: STARTS, continued: /^(?:Reason|Will probe)\b/, between: 'drop' })

/** Standard error at every start, one line per extension: no sign of anything but a start. */
export const EXTENSION = /^\[gateway\] extension: /

/** A new session in the same process may load the extensions again. */
export const ROTATION =
  /^\[gateway(?::health)?\] (?:context ceiling — rotating session|session age limit reached — creating fresh session|requires fresh session)|^command-queue: compaction insufficient — forcing new session/

export const STARTED = /^\[gateway\] daemon started \{/
export const SESSION = /^\[gateway\] session \{/
