import type { Action, Finding, Unchecked } from './finding.ts'
import type { LayerId, SkipReason } from './layer.ts'
import type { ScenarioMatch } from './scenario.ts'

export type LayerStatus = 'failed' | 'unknown' | 'degraded' | 'ok' | 'skipped'
export type Verdict = 'failed' | 'unknown' | 'degraded' | 'healthy'

export interface LayerReport {
  readonly layer: LayerId
  readonly title: string
  readonly status: LayerStatus
  readonly because?: SkipReason
  /** The failed layer above, under `--keep-going`: this may be only its consequence. */
  readonly after?: LayerId
  readonly detail: string
  readonly durationMs: number
  readonly findings: readonly Finding[]
  readonly unchecked: readonly Unchecked[]
}

/** What the operator saw, as codes of the catalogue, and whether this walk found them. Their text is not kept. */
export interface Symptom {
  readonly codes: readonly { readonly code: string; readonly title: string; readonly found: boolean }[]
}

/** A finding that the configuration accepts, with its reason and end. */
export interface Suppressed {
  readonly layer: LayerId
  readonly finding: Finding
  readonly reason: string
  readonly until: string | null
}

export interface Report {
  readonly schema: 'firstfault.report/1'
  readonly tool: { readonly name: string; readonly version: string }
  readonly gateway: { readonly name: string; readonly system: string; readonly version: string | null }
  readonly host: { readonly name: string; readonly user: string; readonly platform: string }
  readonly startedAt: string
  readonly durationMs: number
  readonly interrupted: boolean
  readonly window: { readonly since: string; readonly until: string; readonly lines: number }
  readonly verdict: Verdict
  readonly firstFault: { readonly layer: LayerId; readonly code: string; readonly summary: string } | null
  readonly layers: readonly LayerReport[]
  readonly scenarios: readonly ScenarioMatch[]
  readonly nextActions: readonly Action[]
  readonly suppressed: readonly Suppressed[]
  /** Present where the operator gave one. */
  readonly symptom?: Symptom
}

/** The status of a layer that ran. */
export function statusOf(findings: readonly Finding[], unchecked: readonly Unchecked[]): LayerStatus {
  if (findings.some((finding) => finding.severity === 'fault')) return 'failed'
  if (unchecked.length > 0) return 'unknown'
  return findings.some((finding) => finding.severity === 'warning') ? 'degraded' : 'ok'
}

/** The verdict of a walk: the worst of its layers; what was skipped does not count. */
export function verdictOf(layers: readonly LayerReport[]): Verdict {
  const seen = new Set(layers.map((layer) => layer.status))
  if (seen.has('failed')) return 'failed'
  if (seen.has('unknown')) return 'unknown'
  return seen.has('degraded') ? 'degraded' : 'healthy'
}

/** The process exit code of a verdict: 0, 1 or 3. Interruption is the command's own business. */
export function exitCodeOf(report: Report, failOn: 'fault' | 'warning' = 'fault'): 0 | 1 | 3 {
  if (report.verdict === 'failed') return 1
  const warned = report.layers.some((layer) => layer.findings.some((f) => f.severity === 'warning'))
  if (failOn === 'warning' && warned) return 1
  return report.verdict === 'unknown' ? 3 : 0
}

/** The first fault in walking order, null on a walk without one. */
export function firstFaultOf(layers: readonly LayerReport[]): Report['firstFault'] {
  for (const layer of layers) {
    const fault = layer.findings.find((finding) => finding.severity === 'fault')
    if (fault) return { layer: layer.layer, code: fault.code, summary: fault.summary }
  }
  return null
}

/** What to do next: the best scenario's remedy, else the first fault's, else that of each warning; no repeats. */
export function nextActionsOf(
  layers: readonly LayerReport[],
  scenarios: readonly ScenarioMatch[],
): readonly Action[] {
  const findings = layers.flatMap((layer) => layer.findings)
  const fault = findings.find((finding) => finding.severity === 'fault')
  const scenario = scenarios.find((match) => !fault || match.findings.includes(fault.code))
  const chosen = scenario?.actions.length
    ? scenario.actions
    : fault
      ? fault.actions
      : findings.filter((finding) => finding.severity === 'warning').flatMap((finding) => finding.actions)
  return [...new Map(chosen.map((action) => [action.command, action])).values()]
}
