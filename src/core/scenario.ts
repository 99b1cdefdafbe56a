import type { Code } from '../catalog/codes/index.ts'
import type { Action, Evidence, Finding, Params } from './finding.ts'
import { actionsOf, fill, type Remedy } from './remedy.ts'

export type Confidence = 'confirmed' | 'likely' | 'possible'

/** A named failure: the findings that point to it, and the lower checks that may confirm it after the stop. */
export interface Scenario {
  readonly id: string
  readonly title: string
  readonly cause: string
  /** How sure each finding (fault or warning) makes us; the strongest counts. */
  readonly signs: Readonly<Partial<Record<Code, Confidence>>>
  /** Findings that exclude it. */
  readonly unless: readonly Code[]
  /** Ids of read-only checks of lower layers that run after the stop; their findings count as signs. */
  readonly probes: readonly string[]
  readonly remedy: Remedy
  readonly verify: readonly string[]
}

export interface ScenarioMatch {
  readonly id: string
  readonly title: string
  readonly cause: string
  readonly confidence: Confidence
  readonly findings: readonly string[]
  readonly evidence: readonly Evidence[]
  readonly remedy: { readonly text: string; readonly commands: readonly string[] }
  readonly verify: readonly string[]
  readonly actions: readonly Action[]
}

const RANK: Readonly<Record<Confidence, number>> = { confirmed: 0, likely: 1, possible: 2 }

/** The scenarios that the walk's findings point to: those with the first fault first, then the surest.
 *  `probed` are findings of lower checks: they lend evidence and confidence, and never start a scenario. */
export function matchScenarios(
  scenarios: readonly Scenario[],
  findings: readonly Finding[],
  probed: readonly Finding[] = [],
): readonly ScenarioMatch[] {
  const serious = findings.filter((finding) => finding.severity !== 'note')
  const fault = serious.find((finding) => finding.severity === 'fault')?.code
  return scenarios
    .flatMap((scenario) => match(scenario, serious, probed) ?? [])
    .map((found, order) => ({ found, order, first: fault && found.findings.includes(fault) ? 0 : 1 }))
    .sort(
      (a, b) => a.first - b.first || RANK[a.found.confidence] - RANK[b.found.confidence] || a.order - b.order,
    )
    .map(({ found }) => found)
}

function match(
  scenario: Scenario,
  serious: readonly Finding[],
  probed: readonly Finding[],
): ScenarioMatch | null {
  const signs = serious.filter((finding) => scenario.signs[finding.code])
  if (signs.length === 0) return null
  const seen = [...serious, ...probed]
  if (seen.some((finding) => scenario.unless.includes(finding.code))) return null
  const support = probed.filter((finding) => scenario.signs[finding.code])
  const [confidence] = [...signs, ...support]
    .map((finding) => scenario.signs[finding.code] as Confidence)
    .sort((a, b) => RANK[a] - RANK[b])
  const params: Params = Object.assign({}, ...[...support, ...signs].toReversed().map((f) => f.params))
  const actions = actionsOf(scenario.remedy, params)
  return {
    id: scenario.id,
    title: scenario.title,
    cause: fill(scenario.cause, params),
    confidence: confidence ?? 'possible',
    findings: [...new Set([...signs, ...support].map((finding) => finding.code))],
    evidence: support.flatMap((finding) => finding.evidence),
    remedy: { text: fill(scenario.remedy.text, params), commands: actions.map((action) => action.command) },
    verify: scenario.verify.map((line) => fill(line, params)),
    actions,
  }
}
