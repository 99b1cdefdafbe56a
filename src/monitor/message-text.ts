import { duration } from '../core/duration.ts'
import { iso } from '../core/finding.ts'
import { clean, cut } from '../redact/clean.ts'
import { elapsed } from './moment.ts'
import type { Message } from './state.ts'

const HEADS = {
  alert: 'needs attention',
  update: 'needs attention',
  escalated: 'STILL needs attention',
  resolved: 'is well again',
  healed: 'was restarted and is well again',
} as const

/** A message as plain text of at most `max` characters: first fault, evidence, next command, and the id by which a
 *  reader knows a repetition. */
export function messageText(message: Message, gateway: string, max = 3_500): string {
  const { kind, trouble, since, at, streak, restarts, alert } = message
  const over = kind === 'resolved' || kind === 'healed'
  const what = trouble.key.startsWith('channel:') ? `${gateway}, channel ${trouble.key.slice(8)},` : gateway
  const head =
    trouble.key === 'blind' && !over ? `${gateway}: the monitor cannot tell` : `${what} ${HEADS[kind]}`
  const lasts = `since ${iso(since.at)} (${duration(elapsed(since, at))})`
  const lines = over
    ? [`It was: ${trouble.summary}`, `Began ${iso(since.at)}, lasted ${duration(elapsed(since, at))}.`]
    : [
        `${trouble.layer}: ${trouble.summary}`,
        `${trouble.code ?? 'unknown'}, ${lasts}, ${streak} walks in a row`,
        ...trouble.evidence.map(({ source, text }) => `${source}: ${cut(text, 300)}`),
        ...trouble.next.slice(0, 1).map((command) => `Next: ${command}`),
      ]
  const all = [head, ...lines, ...(restarts ? [restarts] : []), `[${alert}]`]
  return cut(all.map((line) => clean(line, 600)).join('\n'), max)
}
