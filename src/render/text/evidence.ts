import type { Evidence } from '../../core/finding.ts'
import { paragraph } from '../block.ts'
import type { Look } from '../look.ts'

/** Pieces shown, and lines of each; the JSON report has them all. */
const PIECES = 3
const LINES = 3

/** Where it was seen, and the words: "gateway.err:812, 22:58 CET, 2 min ago", then the text below. */
export function evidenceLines(look: Look, evidence: readonly Evidence[]): readonly string[] {
  const shown = evidence.slice(0, look.verbose ? evidence.length : PIECES)
  const left = evidence.length - shown.length
  return [
    ...shown.flatMap((piece) => {
      const at = look.times.moment(piece.at)
      const place = `${piece.source}${piece.line === null ? '' : `:${piece.line}`}${at ? `, ${at}` : ''}`
      const most = look.verbose ? undefined : LINES
      return [
        ...paragraph(look, place),
        ...(piece.text.trim() ? paragraph(look, piece.text, { indent: 2, most }) : []),
      ]
    }),
    ...(left > 0 ? [`+${left} more`] : []),
  ]
}
