import type { Check, Context, E2eMode, Probe } from './check.ts'
import type { Finding, Observation } from './finding.ts'
import { LAYERS, type LayerId, type Layers, type SkipReason } from './layer.ts'
import type { Suppressed } from './report.ts'

/** A layer as this walk will treat it; with `because` set it is skipped for the reason in `detail`. */
export interface PlannedLayer {
  readonly layer: LayerId
  readonly title: string
  readonly checks: readonly Check[]
  readonly because: SkipReason | null
  readonly detail: string
}

/** All that a walk needs, with the machine behind `context.host`. */
export interface WalkPlan {
  readonly layers: readonly PlannedLayer[]
  readonly keepGoing: boolean
  /** Ends the walk: Ctrl-C, SIGTERM or the whole walk's deadline; `reason` is 'interrupted' or 'deadline'. */
  readonly stop: AbortSignal
  readonly context: Omit<Context, 'signal'>
  /** Takes secrets and control characters out of one line of text. */
  readonly clean: (text: string) => string
  /** Adds meaning, cause and remedy to an observation; every text in what it gives is clean. */
  readonly describe: (check: Check, observation: Observation) => Finding
  /** Finds whether the configuration accepts a finding; accepted ones are kept apart and do not stop the walk. */
  readonly accepts: (layer: LayerId, finding: Finding) => Suppressed | null
  /** Ids of lower checks that may confirm what was found. */
  readonly confirmingChecks: (findings: readonly Finding[]) => readonly string[]
}

export interface Selection {
  readonly only: readonly LayerId[]
  readonly skip: readonly LayerId[]
  readonly e2e: E2eMode
  readonly readOnly: boolean
}

/** The ten layers of a system under what the operator selected. */
export function planLayers(layers: Layers, selection: Selection): readonly PlannedLayer[] {
  return LAYERS.map((id) => {
    const layer = layers[id]
    const checks = 'checks' in layer ? layer.checks : []
    const why = whySkipped(id, layers, selection)
    return { layer: id, title: layer.title, checks, because: why?.because ?? null, detail: why?.detail ?? '' }
  })
}

function whySkipped(id: LayerId, layers: Layers, selection: Selection) {
  const layer = layers[id]
  if ('absent' in layer) return { because: layer.absent, detail: layer.detail }
  const selected = selection.only.length === 0 || selection.only.includes(id)
  if (!selected || selection.skip.includes(id))
    return { because: 'not-selected' as const, detail: 'not selected' }
  const writes = layer.checks.some((check) => check.effects === 'writes')
  if (writes && selection.readOnly)
    return { because: 'read-only' as const, detail: 'writes, and this walk is read-only' }
  if (writes && selection.e2e === 'none')
    return {
      because: 'mode' as const,
      detail: 'no end-to-end test in this mode; --e2e drain or answer runs it',
    }
  return null
}

/** Asks each probe once per walk; all askers share the answer, also a failure. */
export function memoised(context: Omit<Context, 'ask'>): Context['ask'] {
  const answers = new Map<Probe<unknown>, Promise<unknown>>()
  const ask = <T>(probe: Probe<T>): Promise<T> => {
    const known = answers.get(probe) ?? probe.ask({ ...context, ask })
    answers.set(probe, known)
    return known as Promise<T>
  }
  return ask
}
