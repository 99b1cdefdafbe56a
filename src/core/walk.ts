import { examine } from './examine.ts'
import type { Finding } from './finding.ts'
import { LAYERS, type LayerId, type SkipReason } from './layer.ts'
import type { PlannedLayer, WalkPlan } from './plan.ts'
import type { LayerReport, Suppressed } from './report.ts'

export type WalkEvent =
  | { readonly type: 'layer-started'; readonly layer: LayerId; readonly title: string }
  | { readonly type: 'layer-ended'; readonly report: LayerReport }
  | {
      readonly type: 'walk-ended'
      readonly layers: readonly LayerReport[]
      readonly probed: readonly Finding[]
      /** What the configuration accepts, of the layers that were walked. */
      readonly suppressed: readonly Suppressed[]
    }

/** Walks the layers in order and stops after the first that failed.
 *
 *  Layers without effects are started together and judged in order, so that a healthy walk costs its slowest
 *  layer; one that writes starts when every layer above it has settled without a fault. */
export async function* walk(plan: WalkPlan): AsyncGenerator<WalkEvent, void> {
  const cut = new AbortController()
  const signal = AbortSignal.any([plan.stop, cut.signal])
  const run = (layer: PlannedLayer) => examine(layer, plan, signal)
  const ahead = new Map(plan.layers.filter(startsAhead).map((layer) => [layer.layer, run(layer)]))
  // A defect is heard of when its layer's turn comes, after what is known of the layers above.
  for (const running of ahead.values()) running.catch(() => {})
  const reports: LayerReport[] = []
  const suppressed: Suppressed[] = []
  let fault: LayerId | null = null
  let cutAt: LayerId | null = null

  for (const layer of plan.layers) {
    yield { type: 'layer-started', layer: layer.layer, title: layer.title }
    const because = layer.because ?? (fault && !plan.keepGoing ? fault : null)
    let examined = because ? skippedLayer(layer, because) : null
    if (!examined) {
      const { report, cutShort, suppressed: accepted } = await (ahead.get(layer.layer) ?? run(layer))
      suppressed.push(...accepted)
      // The layer at which the walk was ended could not be checked; those below it were not run.
      examined = cutShort && cutAt ? skippedLayer(layer, endOf(plan.stop)) : report
      if (cutShort) cutAt ??= layer.layer
    }
    const report = fault && !because ? { ...examined, after: fault } : examined
    reports.push(report)
    yield { type: 'layer-ended', report }
    if (report.status !== 'failed' || fault) continue
    fault = layer.layer
    if (!plan.keepGoing) cut.abort()
  }
  yield { type: 'walk-ended', layers: reports, probed: await probeBelow(plan, reports), suppressed }
}

const startsAhead = (layer: PlannedLayer): boolean =>
  !layer.because && layer.checks.every((check) => check.effects === 'none')

const endOf = (stop: AbortSignal): 'deadline' | 'interrupted' =>
  stop.reason === 'deadline' ? 'deadline' : 'interrupted'

const ENDED = {
  deadline: 'not run: the time for the whole walk was up',
  interrupted: 'not run: the walk was interrupted',
}

/** The report of a layer that was not run. */
function skippedLayer(layer: PlannedLayer, because: SkipReason): LayerReport {
  const { layer: id, title } = layer
  const ended = because === 'deadline' || because === 'interrupted' ? ENDED[because] : null
  const detail = layer.because ? layer.detail : (ended ?? `not run: ${because} failed`)
  return { layer: id, title, status: 'skipped', because, detail, durationMs: 0, findings: [], unchecked: [] }
}

/** After the stop: the read-only checks of skipped layers that the scenarios at hand name. */
async function probeBelow(plan: WalkPlan, reports: readonly LayerReport[]): Promise<readonly Finding[]> {
  const wanted = new Set(plan.confirmingChecks(reports.flatMap((report) => report.findings)))
  const stopped = (layer: PlannedLayer) =>
    LAYERS.some((id) => reports.find((report) => report.layer === layer.layer)?.because === id)
  const below = plan.layers.filter(stopped).map((layer) => ({
    ...layer,
    checks: layer.checks.filter((check) => wanted.has(check.id) && check.effects === 'none'),
  }))
  const probed = below
    .filter((layer) => layer.checks.length > 0)
    .map((layer) => examine(layer, plan, plan.stop))
  return (await Promise.all(probed)).flatMap(({ report }) => report.findings)
}
