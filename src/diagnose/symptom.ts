import { codes } from '../catalog/codes/index.ts'
import type { LayerReport, Symptom } from '../core/report.ts'
import { matchCodes } from '../explain/answer.ts'

/** What the operator's words point to, compared with what the walk found. */
export function symptomOf(words: string, layers: readonly LayerReport[]): { symptom: Symptom } {
  const seen = new Set<string>(layers.flatMap((layer) => layer.findings.map((finding) => finding.code)))
  const known = matchCodes(words).map((code) => ({ code, title: codes[code].title, found: seen.has(code) }))
  return { symptom: { codes: known } }
}
