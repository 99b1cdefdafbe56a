import type { LogsPort, LogText } from '../logs.ts'
import { type Opened, readAt, withRegular } from './open.ts'
import { scanFile } from './scan.ts'

/** The most that one request may read, bytes. */
const MAX_STRETCH = 64 << 20
const NEWLINE = 10

/** A last line that is still being written belongs to `tail`, and not to `read`: who follows a file with `read`
 *  gets it when it is complete. */
export const logs: LogsPort = {
  tail: ({ path, bytes, before }) =>
    withRegular(path, async (opened) => {
      const end = Math.min(before ?? opened.size, opened.size)
      const start = Math.max(0, end - Math.min(bytes, MAX_STRETCH))
      const { block, atLineStart } = await blockAt(opened, start, end)
      const skip = atLineStart ? 0 : afterFirstNewline(block)
      return answer(opened, block.subarray(skip), start + skip)
    }),

  read: ({ path, from, bytes }) =>
    withRegular(path, async (opened) => {
      const start = Math.min(Math.max(0, from), opened.size)
      const end = Math.min(opened.size, start + Math.min(bytes, MAX_STRETCH))
      const { block, atLineStart } = await blockAt(opened, start, end)
      const skip = atLineStart ? 0 : afterFirstNewline(block)
      const lines = block.subarray(skip, wholeLinesEnd(block, skip, end < opened.size))
      return answer(opened, lines, start + skip)
    }),

  scan: (request, signal) => withRegular(request.path, (opened) => scanFile(opened, request, signal)),
}

/** The bytes of [start, end), and whether a line begins at `start`: the byte before it tells. */
async function blockAt({ handle }: Opened, start: number, end: number) {
  const lead = start > 0 ? 1 : 0
  const read = await readAt(handle, start - lead, end - start + lead)
  return { block: read.subarray(lead), atLineStart: lead === 0 || read[0] === NEWLINE }
}

/** Where the first whole line begins; 0 when there is none, so that a too long line is cut and not lost. */
function afterFirstNewline(block: Buffer): number {
  const next = block.indexOf(NEWLINE) + 1
  return next < block.length ? next : 0
}

/** Where the last whole line ends. A line longer than the stretch is cut when the file goes on after it. */
function wholeLinesEnd(block: Buffer, from: number, goesOn: boolean): number {
  const end = block.lastIndexOf(NEWLINE) + 1
  if (end > from) return end
  return goesOn ? block.length : from
}

function answer({ size, mtimeMs, inode }: Opened, block: Buffer, start: number): LogText {
  return {
    ok: true,
    text: block.toString('utf8'),
    start,
    end: start + block.length,
    size,
    mtimeMs,
    inode,
  }
}
