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

/** Not `%{name}`, which is curl's own. */
const PLACE = /(?<!%)\{(\w+)\}/g

/** The text with its `{name}` places filled; a place without a value becomes `fallback`. */
export function fill(text: string, params: Params, fallback = '?'): string {
  return text.replace(PLACE, (_, name: string) => String(params[name] ?? fallback))
}

/** How the catalogue's words become the words of one walk. */
export interface Wording {
  /** Takes secrets and control characters out of one line of text. */
  readonly clean: (text: string) => string
  /** Points a command of our own at the gateway that was walked. */
  readonly aim: (run: readonly string[]) => readonly string[]
}

const AS_IT_IS: Wording = { clean: (text) => text, aim: (run) => run }

/** The remedy's commands, filled and quoted for a shell. A command that lacks a value is left out. */
export function actionsOf(
  remedy: Remedy,
  params: Params,
  { clean, aim }: Wording = AS_IT_IS,
): readonly Action[] {
  return remedy.steps
    .filter((step) => step.run.every((word) => placesOf(word).every((name) => params[name] !== undefined)))
    .map((step) => ({
      command: aim(step.run)
        .map((word) => shellQuote(fill(word, params)))
        .join(' '),
      description: clean(fill(step.does, params)),
      changes: step.changes,
    }))
}

/** Controls, line ends, and characters that show nothing or turn the text around them. */
const UNSEEN = /[\p{Cc}\u2028\u2029\ufff9-\ufffb]|\p{Default_Ignorable_Code_Point}/u

/** One word as every POSIX shell reads it back, whatever is in it, on one line that a terminal shows as it is: a word
 *  with characters that cannot be seen is written through `printf`, because not every shell knows `$'…'`. (Line ends
 *  at the very end of a word are lost that way.) */
export function shellQuote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  const text = word.toWellFormed()
  return UNSEEN.test(text) ? `"$(printf ${quoted(printfFormat(text))})"` : quoted(text)
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** The text as a format of printf(1) that prints it: unseen characters as the octal bytes of their UTF-8. */
function printfFormat(text: string): string {
  const written = [...text].map((char) => {
    if (char === '%') return '%%'
    if (char === '\\') return '\\\\'
    return UNSEEN.test(char) ? octal(char) : char
  })
  return written.join('')
}

const octal = (char: string): string =>
  Array.from(new TextEncoder().encode(char), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')

/** The names of the places in a text. */
export function placesOf(text: string): readonly string[] {
  return [...text.matchAll(PLACE)].map((place) => place[1] as string)
}
