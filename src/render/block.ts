import type { Action } from '../core/finding.ts'
import type { Look } from './look.ts'
import { textWidth } from './width.ts'
import { padEnd, shorten, wrap } from './wrap.ts'

/** Columns of the labels ("Evidence") at the left of a block. */
const LABEL = 10

interface Shape {
  /** Blanks before every line. */
  readonly indent?: number
  /** Stands before the first line; the others are indented as far. */
  readonly lead?: string
  readonly paint?: (text: string) => string
  readonly paintLead?: (text: string) => string
  /** Lines at most; the last one then ends with a mark. */
  readonly most?: number
}

const same = (text: string): string => text

/** A text from a report, wrapped to the width, painted line by line. */
export function paragraph(look: Look, text: string, shape: Shape = {}): readonly string[] {
  const { indent = 0, lead = '', paint = same, paintLead = same, most } = shape
  const left = indent + textWidth(lead)
  const room = look.width - left
  const all = wrap(look.plain(text), room)
  const lines = most && all.length > most ? [...all.slice(0, most - 1), all.slice(most - 1).join(' ')] : all
  return lines.map((line, index) => {
    const before = index === 0 ? ' '.repeat(indent) + paintLead(lead) : ' '.repeat(left)
    return `${before}${paint(shorten(line, room, look.symbols.cut))}`.trimEnd()
  })
}

/** A label and what belongs to it, in the label's column: "Cause     Somebody …". */
export function field(look: Look, label: string, lines: readonly string[]): readonly string[] {
  return lines.map(
    (line, index) => `${index === 0 ? look.bold(padEnd(label, LABEL)) : ' '.repeat(LABEL)}${line}`,
  )
}

/** A look for what stands beside a label. */
export function beside(look: Look): Look {
  return { ...look, width: look.width - LABEL }
}

/** Next commands: `$ command   what it does (changes)`; what it does goes below where there is no room. */
export function actionLines(look: Look, actions: readonly Action[]): readonly string[] {
  const commands = actions.map((action) => look.plain(action.command))
  const column = Math.max(0, ...commands.map(textWidth).filter((width) => width <= look.width / 2))
  return actions.flatMap((action, index) => {
    const command = commands[index] ?? ''
    const does = `${look.plain(action.description)}${action.changes ? ' (changes)' : ''}`
    const fits = 2 + Math.max(textWidth(command), column) + 3 + textWidth(does) <= look.width
    if (fits)
      return [
        `$ ${look.command(command)}${' '.repeat(Math.max(textWidth(command), column) - textWidth(command) + 3)}${does}`,
      ]
    return [
      ...paragraph(look, command, { lead: '$ ', paint: look.command }),
      ...paragraph(look, does, { indent: 4 }),
    ]
  })
}

/** The document of these parts, an empty line between them; empty parts leave no gap. */
export function page(parts: readonly (readonly string[])[]): string {
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}
