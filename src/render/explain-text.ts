import type { Remedy, Step } from '../core/remedy.ts'
import { shellQuote } from '../core/remedy.ts'
import type { Confidence } from '../core/scenario.ts'
import { actionLines, beside, field, page, paragraph } from './block.ts'
import { type Look, type LookOptions, lookOf } from './look.ts'

/** A code of the catalogue. */
export interface CodeView {
  readonly code: string
  readonly title: string
  readonly meaning: string
  readonly cause: string
  readonly remedy: Remedy
  readonly verify: readonly string[]
}

/** A scenario of the catalogue. */
export interface ScenarioView {
  readonly id: string
  readonly title: string
  readonly cause: string
  readonly signs: Readonly<Partial<Record<string, Confidence>>>
  readonly remedy: Remedy
  readonly verify: readonly string[]
}

/** A part of the catalogue's list: a layer's codes, a system's scenarios. */
export interface CatalogueGroup {
  readonly title: string
  readonly entries: readonly { readonly id: string; readonly title: string }[]
}

/** One or more codes, the best match of a pasted text first. */
export function codesText(codes: readonly CodeView[], options: LookOptions): string {
  const look = lookOf(options)
  return page(codes.map((code) => codeBlock(look, code)))
}

export function scenarioText(scenario: ScenarioView, options: LookOptions): string {
  const look = lookOf(options)
  const right = beside(look)
  const signs = Object.entries(scenario.signs).flatMap(([code, sure]) =>
    paragraph(right, `${code} (${sure})`),
  )
  return page([
    [
      ...paragraph(look, `${scenario.id}: ${scenario.title}`, { paint: look.bold }),
      ...labelled(look, 'Cause', scenario.cause),
      ...field(look, 'Signs', signs),
      ...mending(look, scenario),
    ],
  ])
}

/** Every code and scenario with its title. */
export function catalogueText(groups: readonly CatalogueGroup[], options: LookOptions): string {
  const look = lookOf(options)
  return page(
    groups.map(({ title, entries }) => [
      ...paragraph(look, title, { paint: look.bold }),
      ...entries.flatMap((entry) => entryLines(look, entry, Math.max(...entries.map(({ id }) => id.length)))),
    ]),
  )
}

function entryLines(
  look: Look,
  { id, title }: CatalogueGroup['entries'][number],
  column: number,
): readonly string[] {
  if (column + 30 <= look.width) return paragraph(look, title, { indent: 2, lead: `${id.padEnd(column)}  ` })
  return [...paragraph(look, id, { indent: 2 }), ...paragraph(look, title, { indent: 6 })]
}

function codeBlock(look: Look, view: CodeView): readonly string[] {
  return [
    ...paragraph(look, `${view.code}: ${view.title}`, { paint: look.bold }),
    ...labelled(look, 'Meaning', view.meaning),
    ...labelled(look, 'Cause', view.cause),
    ...mending(look, view),
  ]
}

function mending(look: Look, { remedy, verify }: Pick<CodeView, 'remedy' | 'verify'>): readonly string[] {
  const right = beside(look)
  const actions = remedy.steps.map((step) => ({
    command: commandOf(step),
    description: shown(step.does),
    changes: step.changes,
  }))
  return [
    ...labelled(look, 'Remedy', remedy.text),
    ...field(look, 'Commands', actionLines(right, actions)),
    ...field(
      look,
      'Verify',
      verify.flatMap((line) => paragraph(right, shown(line))),
    ),
  ]
}

function labelled(look: Look, label: string, text: string): readonly string[] {
  return field(look, label, paragraph(beside(look), shown(text)))
}

/** The catalogue's `{name}` places as a reader knows them: `<name>`. */
function shown(text: string): string {
  return text.replace(/\{(\w+)\}/g, '<$1>')
}

/** A command with its places open, to be read and not to be pasted. */
function commandOf({ run }: Step): string {
  return run.map((word) => (/\{\w+\}/.test(word) ? shown(word) : shellQuote(word))).join(' ')
}
