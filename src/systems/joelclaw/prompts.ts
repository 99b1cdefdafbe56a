import type { Dialect } from '../../transcript/dialect.ts'
import { PROBE_MARK } from './e2e-event.ts'

/** What the channels put before a user's words: `---`, lines of a name and a value, `---`. */
const PREAMBLE = /^---\n(?:[^\n]{0,200}\n){0,20}?---\n\s*/
const CHANNEL = /^---\n(?:[^\n]{0,200}\n){0,20}?Channel: ?([^\n]{1,40})/
/** The one prompt for all events of a drain. */
const EVENTS = /^## 🔔 /
const EVENT = /^- \*\*\[[^\]\n]{0,20}\] ([\w./-]{1,80})\*\* \(([^)\n]{0,80})\)\n([^\n]{0,2000})/gm

/** How joelclaw of 2026-03 writes its prompts: a channel's preamble before the words, or a list of events. */
export const joelclawDialect: Dialect = {
  from: (text) => {
    const channel = CHANNEL.exec(text)?.[1]?.trim()
    return channel ? channel.toLowerCase() : EVENTS.test(text) ? 'events' : null
  },
  own: (text) => {
    if (!EVENTS.test(text)) return text.replace(PREAMBLE, '')
    const events = [...text.matchAll(EVENT)].map(
      ([, type, source, payload = '']) => `${type} (${source}) ${payload.trim()}`,
    )
    return events.length > 0 ? events.join('; ') : text
  },
  // Other events in the same prompt are somebody's work, whoever pushed the first one.
  isProbe: (text) => {
    if (!text.includes(PROBE_MARK)) return false
    return [...text.matchAll(EVENT)].every(([event]) => event.includes(PROBE_MARK))
  },
}
