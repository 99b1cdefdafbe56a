import { RULES } from './rules.ts'

/** More rounds than any text needs; the second one usually finds nothing. */
const ROUNDS = 6

/** Replaces every secret that the rules know with `[redacted:<kind>]` and keeps the text around it.
 *
 *  Takes linear time, and changes nothing when it is applied again: replacing goes on until nothing is found,
 *  because taking one secret out may lay the bounds of another one open. */
export function redact(text: string): string {
  let before = text
  for (let round = 0; round < ROUNDS; round += 1) {
    const now = once(before)
    if (now === before) return now
    before = now
  }
  return before
}

function once(text: string): string {
  return RULES.reduce((rest, { kind, find }) => rest.replace(find, `$1[redacted:${kind}]`), text)
}
