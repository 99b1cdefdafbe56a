import type { LayerReport } from '../core/report.ts'
import { clean } from '../redact/clean.ts'
import { duration } from './time.ts'

/** One layer in one plain line, for progress where there is no terminal: "substrate  ok  80 ms  1 node Ready". */
export function progressLine({ layer, status, detail, durationMs }: LayerReport): string {
  const time = status === 'skipped' ? '' : duration(durationMs)
  return clean(`${layer.padEnd(18)} ${status.padEnd(8)} ${time.padStart(7)}  ${detail}`, 200).trimEnd()
}
