import { LAYERS } from '../core/layer.ts'
import type { LayerReport, Report } from '../core/report.ts'

/** The verdict in plain words, one or two sentences. */
export function verdictSentence(report: Report): string {
  const ran = report.layers.filter((layer) => layer.status !== 'skipped')
  const cut = report.interrupted
    ? `Interrupted after ${count(ran.length, 'layer')}. `
    : report.layers.some((layer) => layer.because === 'deadline')
      ? `The time was up after ${count(ran.length, 'layer')}. `
      : ''
  return cut + plainVerdict(report, ran, cut !== '')
}

function plainVerdict(report: Report, ran: readonly LayerReport[], cut: boolean): string {
  const warned = count(warningsOf(report).length, 'warning')
  const unchecked = ran.reduce((sum, layer) => sum + layer.unchecked.length, 0)
  if (report.verdict === 'failed') return `Failed: ${whereItBroke(report)}.`
  if (report.verdict === 'unknown')
    return `Cannot tell: no fault and ${warned} seen, but ${count(unchecked, 'check')} could not be made.`
  if (report.verdict === 'degraded') return `Degraded: no fault, but ${warned}.`
  if (cut || ran.length === 0)
    return `Nothing wrong seen ${cut ? 'so far' : 'because no layer was looked at'}.`
  return `Healthy: nothing wrong seen in ${count(ran.length, 'layer')}.`
}

/** "the first fault is in layer 2 of 10, launchd and daemon process" */
function whereItBroke(report: Report): string {
  const id = report.firstFault?.layer
  const layer = report.layers.find((one) => one.layer === id)
  if (!id || !layer) return 'a layer is broken'
  return `the first fault is in layer ${LAYERS.indexOf(id) + 1} of ${LAYERS.length}, ${layer.title} (${id})`
}

/** The warnings of all layers, in walking order. */
export function warningsOf(report: Report) {
  return report.layers.flatMap((layer) => layer.findings).filter((finding) => finding.severity === 'warning')
}

/** "no layers", "1 layer", "2 layers" */
export function count(number: number, noun: string): string {
  return `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`
}
