import type { FileProblem } from '../files.ts'
import type { LogHits } from '../logs.ts'
import { compileNeedles, type Needles } from './needles.ts'
import { fill, type Opened } from './open.ts'
import { type Hit, stretchesAround } from './stretches.ts'

const BLOCK = 1 << 20
const NEWLINE = 10

export interface ScanRequest {
  readonly path: string
  readonly needles: readonly string[]
  readonly around: number
  readonly maxHits: number
  readonly from?: number
}

/** One forward pass over [from, size at opening) with one buffer of `blockBytes`; what is appended meanwhile is
 *  left for the next scan. Only the last `maxHits` places are kept, and their text is read after the pass. */
export async function scanFile(
  opened: Opened,
  request: ScanRequest,
  signal: AbortSignal,
  blockBytes = BLOCK,
): Promise<LogHits | FileProblem> {
  const { size, mtimeMs } = opened
  const needles = compileNeedles(request.needles)
  if (!needles) return { ok: true, stretches: [], hits: 0, size, mtimeMs }
  const last: Hit[] = []
  let hits = 0
  const done = await eachHitLine(
    opened,
    needles,
    request.from ?? 0,
    Math.max(blockBytes, 2 * needles.longest),
    {
      stopped: () => signal.aborted,
      hit: (hit) => {
        // A ring: the place of the oldest is reused.
        if (request.maxHits > 0) last[hits % request.maxHits] = hit
        hits += 1
      },
    },
  )
  if (!done) return { ok: false, problem: 'io', message: `${request.path} was not read to its end: stopped` }
  const kept = last.toSorted((a, b) => a.start - b.start)
  return {
    ok: true,
    stretches: await stretchesAround(opened.handle, kept, request.around),
    hits,
    size,
    mtimeMs,
  }
}

interface Listener {
  readonly stopped: () => boolean
  readonly hit: (hit: Hit) => void
}

/** Tells of the first needle of each line that holds one; false when it was stopped before the end. Blocks overlap
 *  by the longest needle less one byte: a needle begins in exactly one block in which it also fits. */
async function eachHitLine(
  { handle, size }: Opened,
  { pattern, longest }: Needles,
  from: number,
  blockBytes: number,
  { stopped, hit }: Listener,
): Promise<boolean> {
  const buffer = Buffer.allocUnsafe(blockBytes)
  let base = Math.max(0, from)
  let carried = 0
  /** Offset at which the search goes on; null while the end of a line that was told of is not found yet. */
  let resume: number | null = base
  let searchedTo = base
  while (base + carried < size) {
    if (stopped()) return false
    const wanted = Math.min(blockBytes - carried, size - base - carried)
    const filled = carried + (await fill(handle, buffer, carried, wanted, base + carried))
    const final = filled < carried + wanted || base + filled >= size
    const block = buffer.subarray(0, filled)
    const text = block.toString('latin1')
    const lastStart = final ? filled - 1 : filled - longest
    for (;;) {
      if (resume === null) {
        const lineEnd = block.indexOf(NEWLINE, searchedTo - base)
        searchedTo = base + filled
        if (lineEnd < 0) break
        resume = base + lineEnd + 1
      }
      pattern.lastIndex = Math.max(0, resume - base)
      const found = pattern.exec(text)
      if (!found || found.index > lastStart) break
      hit({ start: base + found.index, end: base + found.index + found[0].length })
      searchedTo = base + found.index
      resume = null
    }
    if (final) return true
    carried = Math.min(longest - 1, filled)
    buffer.copyWithin(0, filled - carried, filled)
    base += filled - carried
  }
  return true
}
