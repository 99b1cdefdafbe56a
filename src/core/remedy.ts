import type { Action, Params } from './finding.ts'

/** One command of a remedy as an argument list; `{name}` places are filled from the finding's params. */
export interface Step {
  readonly run: readonly string[]
  readonly does: string
  readonly changes: boolean
}

export interface Remedy {
  readonly text: string
  readonly steps: readonly Step[]
}

const PLACE = /\{(\w+)\}/g

/** The text with its `{name}` places filled; a place without a value becomes `fallback`. */
export function fill(text: string, params: Params, fallback = '?'): string {
  return text.replace(PLACE, (_, name: string) => String(params[name] ?? fallback))
}

/** The remedy's commands, filled and quoted for a shell. A command that lacks a value is left out. */
export function actionsOf(remedy: Remedy, params: Params): readonly Action[] {
  return remedy.steps
    .filter((step) => step.run.every((word) => placesOf(word).every((name) => params[name] !== undefined)))
    .map((step) => ({
      command: step.run.map((word) => shellQuote(fill(word, params))).join(' '),
      description: fill(step.does, params),
      changes: step.changes,
    }))
}

/** One word as a POSIX shell reads it back, whatever is in it; control characters become `$'\xNN'` escapes. */
export function shellQuote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  if (!/[\u0000-\u001f\u007f-\u009f]/.test(word)) return `'${word.replaceAll("'", "'\\''")}'`
  const escaped = word.replace(/[\\'\u0000-\u001f\u007f-\u009f]/g, (char) =>
    char === '\\' || char === "'" ? `\\${char}` : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
  return `$'${escaped}'`
}

/** The names of the places in a text. */
export function placesOf(text: string): readonly string[] {
  return [...text.matchAll(PLACE)].map((place) => place[1] as string)
}
