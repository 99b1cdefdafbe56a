import { neutralise } from './neutralise.ts'
import { redact } from './redact.ts'

/** Text from outside as one line that may be shown: at most `max` UTF-16 units, without secrets and controls.
 *
 *  The order matters. Invisible characters go first, or they would hide a secret that shows when they are gone;
 *  line ends go after the secrets, which are found by lines; the cut comes last, or half a secret would pass. */
export function clean(text: string, max = 2000): string {
  return cut(neutralise(redact(neutralise(text)), 'fold'), max)
}

/** The first `max` UTF-16 units, with an ellipsis where something was left out; never half a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  return `${text.slice(0, Math.max(0, max - 1)).replace(/[\ud800-\udbff]$/, '')}…`
}
