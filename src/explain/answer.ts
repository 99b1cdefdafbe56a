import { entryOf } from '../catalog/catalog.ts'
import { type Code, codes } from '../catalog/codes/index.ts'
import { type CodeEntry, remedyOf, type SystemId } from '../catalog/entry.ts'
import { scenarios } from '../catalog/scenarios/index.ts'
import { LAYERS } from '../core/layer.ts'
import type { CatalogueGroup, CodeView, ScenarioView } from '../render/explain-text.ts'
import { loadSystems } from '../systems/index.ts'

const systems = await loadSystems()

/** What `explain` has to say about a question. */
export type Explanation =
  | { readonly kind: 'catalogue'; readonly groups: readonly CatalogueGroup[] }
  | { readonly kind: 'codes'; readonly codes: readonly CodeView[]; readonly matched: boolean }
  | { readonly kind: 'scenario'; readonly scenario: ScenarioView }
  | { readonly kind: 'nothing'; readonly near: readonly string[] }

/** Explains a code, a scenario (by id, by its last part, or by its number), or a pasted text; null = the catalogue.
 *  Remedies are those of `system`; where none is named, of the system whose message a text is. */
export function explain(
  question: string | null,
  system: SystemId | null,
  extension: Readonly<Record<string, CodeEntry>> = {},
): Explanation {
  if (question === null) return { kind: 'catalogue', groups: catalogue() }
  const word = question.trim()
  const entry = entryOf(word, extension)
  if (entry) return { kind: 'codes', codes: [codeView(word, entry, system ?? USUAL)], matched: false }
  const scenario = scenarios.find((one) => namesOf(one).includes(word.toLowerCase()))
  if (scenario) return { kind: 'scenario', scenario }
  const matched = matchesIn(question)
  if (matched.length === 0) return { kind: 'nothing', near: nearest(word) }
  const views = matched.map(({ code, by }) => codeView(code, codes[code], system ?? by))
  return { kind: 'codes', codes: views, matched: true }
}

/** The codes that a pasted text points to, by the log rules and messages that the systems know; no repeats. */
export function matchCodes(text: string): readonly Code[] {
  return matchesIn(text).map(({ code }) => code)
}

/** Whose remedies are shown of a code that was asked for by its name. */
const USUAL = 'joelclaw'

/** The codes with the first system that knows the text as its own. */
function matchesIn(text: string): readonly { readonly code: Code; readonly by: SystemId }[] {
  const all = systems.flatMap(({ id, matchText }) =>
    (matchText?.(text) ?? []).map((code) => ({ code, by: id })),
  )
  return all.filter(({ code }, index) => all.findIndex((one) => one.code === code) === index)
}

function codeView(code: string, entry: CodeEntry, system: SystemId): CodeView {
  const { title, meaning, cause, verify } = entry
  return { code, title, meaning, cause, remedy: remedyOf(entry, system), verify }
}

/** `joelclaw.auth-expired`, `auth-expired`, and the number at the begin of its title: `2a`. */
function namesOf({ id, title }: { readonly id: string; readonly title: string }): readonly string[] {
  const number = /^(\w+) · /.exec(title)?.[1]
  return [id, id.slice(id.indexOf('.') + 1), ...(number ? [number, `scenario ${number}`] : [])]
}

function catalogue(): readonly CatalogueGroup[] {
  const byLayer = LAYERS.map((layer) => ({
    title: layer,
    entries: Object.entries(codes)
      .filter(([code]) => code.startsWith(`${layer}.`))
      .map(([id, { title }]) => ({ id, title })),
  }))
  const bySystem = systems.map(({ id }) => ({
    title: `scenarios of ${id}`,
    entries: scenarios.filter((one) => one.system === id).map((one) => ({ id: one.id, title: one.title })),
  }))
  return [...byLayer, ...bySystem].filter((group) => group.entries.length > 0)
}

/** Codes and scenarios that share a word with the question. */
function nearest(question: string): readonly string[] {
  const words = question
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 3)
  const all = [...Object.keys(codes), ...scenarios.map((one) => one.id)]
  return all.filter((id) => words.some((word) => id.includes(word))).slice(0, 5)
}
