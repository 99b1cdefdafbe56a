import type { Report } from '../../core/report.ts'
import { beside, field, paragraph } from '../block.ts'
import type { Look } from '../look.ts'

/** What the operator's own words point to, and whether the walk found it. */
export function symptomLines(look: Look, { symptom }: Report): readonly string[] {
  if (!symptom) return []
  const right = beside(look)
  const known = symptom.codes.flatMap(({ code, title, found }) =>
    paragraph(right, `${title} (${code}): ${found ? 'found in this walk' : 'not found in this walk'}`),
  )
  return field(
    look,
    'Symptom',
    known.length > 0 ? known : paragraph(right, 'nothing in the catalogue knows these words'),
  )
}
