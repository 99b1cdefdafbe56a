import type { FileProblem } from '../host/files.ts'
import type { LogsPort } from '../host/logs.ts'
import { flat } from './flat.ts'

/** A line as it is stored. One that is too long to be read whole has only its beginning and its end. */
export type Line =
  | { readonly cut: false; readonly text: string }
  | { readonly cut: true; readonly head: string; readonly tail: string }

/** Lines that stand together in a transcript, oldest first. */
export interface Stretch {
  readonly ok: true
  readonly lines: readonly Line[]
  /** Bytes that were read for it. */
  readonly bytes: number
  /** The last line of the file has no line end: it is being written, or the writer died in it. */
  readonly openEnd: boolean
}

/** The stretches grow, so that a quiet hour costs one small read and a busy one few large ones; bytes. */
const STEPS: readonly number[] = [64 << 10, 256 << 10, 1 << 20, 4 << 20]
/** A longer line is cut; characters. */
const LONGEST = 4 << 20
/** What is kept of both ends of a cut line, characters. */
const ENDS = 4 << 10

/** The lines of a file from its end to its beginning, stretch by stretch. Costs what is asked for and never more
 *  memory than some stretches; a line longer than a stretch is put together, one longer than 4 MB is cut. */
export async function* linesBackwards(
  logs: LogsPort,
  path: string,
  steps = STEPS,
): AsyncGenerator<Stretch | FileProblem, void> {
  let before: number | undefined
  let rest: Line | null = null
  for (let step = 0; ; step++) {
    const asked = steps[Math.min(step, steps.length - 1)] ?? LONGEST
    const answer = await logs.tail({ path, bytes: asked, ...(before === undefined ? {} : { before }) })
    if (!answer.ok) {
      yield answer
      return
    }
    const { text, start, end } = answer
    const openEnd = before === undefined && text !== '' && !text.endsWith('\n')
    const mayBegin = start > 0 && end - start >= asked
    const split = splitStretch(text, rest, mayBegin)
    rest = split.rest
    const last = start === 0 || end === start
    const lines = last && rest ? [rest, ...split.lines] : split.lines
    yield { ok: true, lines: lines.filter(isFilled), bytes: end - start, openEnd }
    if (last) return
    before = start
  }
}

/** The lines of a stretch. `rest` is the end of a line whose beginning stands in this stretch; with `mayBegin` the
 *  stretch's only line may itself lack its beginning. */
function splitStretch(text: string, rest: Line | null, mayBegin: boolean) {
  const [first = '', ...others] = text.split('\n')
  const beginning = others.pop()
  if (beginning === undefined) return { lines: [], rest: joined(first, rest) }
  const lines: Line[] = others.map((line) => ({ cut: false, text: line }))
  if (rest || beginning !== '') lines.push(joined(beginning, rest))
  const whole: Line = { cut: false, text: first }
  return mayBegin && others.length === 0 ? { lines, rest: whole } : { lines: [whole, ...lines], rest: null }
}

/** A line from its beginning and its end. */
function joined(beginning: string, rest: Line | null): Line {
  if (!rest) return { cut: false, text: beginning }
  if (rest.cut) return { ...rest, head: flat((beginning + rest.head).slice(0, ENDS)) }
  if (beginning.length + rest.text.length <= LONGEST) return { cut: false, text: beginning + rest.text }
  return {
    cut: true,
    head: (beginning + rest.text).slice(0, ENDS),
    tail: (beginning + rest.text).slice(-ENDS),
  }
}

function isFilled(line: Line): boolean {
  return line.cut || line.text.trim() !== ''
}
