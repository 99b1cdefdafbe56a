import type { Code } from '../catalog/codes/index.ts'
import type { Action, Evidence, Finding, Params } from './finding.ts'
import { actionsOf, fill, type Remedy, type Wording } from './remedy.ts'

export type Confidence = 'confirmed' | 'likely' | 'possible'

/** A named failure: the findings that point to it, and the lower checks that may confirm it after the stop. */
export interface Scenario {
  readonly id: string
  readonly title: string
  readonly cause: string
  /** How sure each finding (fault or warning) makes us; the strongest counts. */
  readonly signs: Readonly<Partial<Record<Code, Confidence>>>
  /** Where given: one of these must be seen too, be it only a note. It makes the scenario the more specific one. */
  readonly alongside?: readonly Code[]
  /** A warning of the same code (a part that is optional, or carried otherwise) is no sign of it. */
  readonly faultsOnly?: boolean
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

/** The scenarios that the walk's findings point to: those with the first fault first, then the surest, then the more
 *  specific. `probed` are findings of lower checks: they lend evidence and confidence, and never start a scenario.
 *  `wording` fits texts and commands to the walk. */
export function matchScenarios(
  scenarios: readonly Scenario[],
  findings: readonly Finding[],
  probed: readonly Finding[] = [],
  wording: Wording = { clean: (text) => text, aim: (run) => run },
): readonly ScenarioMatch[] {
  const fault = findings.find((finding) => finding.severity === 'fault')?.code
  const rankOf = (scenario: Scenario, found: ScenarioMatch) =>
    (fault && found.findings.includes(fault) ? 0 : 10) +
    2 * RANK[found.confidence] +
    (scenario.alongside ? 0 : 1)
  return scenarios
    .flatMap((scenario) => {
      const found = match(scenario, findings, probed, wording)
      return found ? [{ found, rank: rankOf(scenario, found) }] : []
    })
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ found }) => found)
}

function match(
  scenario: Scenario,
  findings: readonly Finding[],
  probed: readonly Finding[],
  wording: Wording,
): ScenarioMatch | null {
  const counts = ({ severity }: Finding) =>
    severity === 'fault' || (severity === 'warning' && !scenario.faultsOnly)
  const signs = findings.filter((finding) => counts(finding) && scenario.signs[finding.code])
  const seen = new Set([...findings, ...probed].map((finding) => finding.code))
  const excluded = scenario.unless.some((code) => seen.has(code))
  const alone = scenario.alongside && !scenario.alongside.some((code) => seen.has(code))
  if (signs.length === 0 || excluded || alone) return null
  const support = probed.filter((finding) => scenario.signs[finding.code])
  const [confidence] = [...signs, ...support]
    .map((finding) => scenario.signs[finding.code] as Confidence)
    .sort((a, b) => RANK[a] - RANK[b])
  const params: Params = Object.assign({}, ...[...support, ...signs].toReversed().map((f) => f.params))
  const actions = actionsOf(scenario.remedy, params, wording)
  const { clean } = wording
  return {
    id: scenario.id,
    title: scenario.title,
    cause: clean(fill(scenario.cause, params)),
    confidence: confidence ?? 'possible',
    findings: [...new Set([...signs, ...support].map((finding) => finding.code))],
    evidence: support.flatMap((finding) => finding.evidence),
    remedy: {
      text: clean(fill(scenario.remedy.text, params)),
      commands: actions.map((action) => action.command),
    },
    verify: scenario.verify.map((line) => clean(fill(line, params))),
    actions,
  }
}
