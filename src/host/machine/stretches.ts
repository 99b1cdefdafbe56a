import type { FileHandle } from 'node:fs/promises'
import type { LogHits } from '../logs.ts'
import { readAt } from './open.ts'

const NEWLINE = 10

/** Byte offsets of a needle in its file. */
export interface Hit {
  readonly start: number
  readonly end: number
}

/** Hits (in file order) whose surroundings of `around` bytes touch, with those surroundings. */
export interface Group extends Hit {
  readonly first: Hit
  readonly last: Hit
}

export function grouped(hits: readonly Hit[], around: number): readonly Group[] {
  const groups: Group[] = []
  for (const hit of hits) {
    const reach = { start: Math.max(0, hit.start - around), end: hit.end + around }
    const open = groups.at(-1)
    if (open && reach.start <= open.end) groups[groups.length - 1] = { ...open, end: reach.end, last: hit }
    else groups.push({ ...reach, first: hit, last: hit })
  }
  return groups
}

/** The text around each group, trimmed to whole lines; a line that holds a hit is cut rather than left out. */
export async function stretchesAround(
  handle: FileHandle,
  hits: readonly Hit[],
  around: number,
): Promise<LogHits['stretches']> {
  const stretches: { text: string; start: number }[] = []
  for (const group of grouped(hits, around)) {
    const lead = group.start > 0 ? 1 : 0
    const wanted = group.end - group.start + lead
    const read = await readAt(handle, group.start - lead, wanted)
    const origin = group.start - lead
    const from = lead === 0 || read[0] === NEWLINE ? lead : lineStart(read, lead, group.first.start - origin)
    // A short read means the end of the file, where a last line without its line end counts.
    const to = read.length < wanted ? read.length : lineEnd(read, group.last.end - origin)
    stretches.push({ text: read.subarray(from, to).toString('utf8'), start: origin + from })
  }
  return stretches
}

/** The first line start in [from, hit]; `from` when the hit's line begins before it. */
function lineStart(bytes: Buffer, from: number, hit: number): number {
  const newline = bytes.indexOf(NEWLINE, from)
  return newline >= 0 && newline < hit ? newline + 1 : from
}

/** The end of the last whole line after a hit that ends at `hit`, its line end included; else all there is. */
function lineEnd(bytes: Buffer, hit: number): number {
  const newline = bytes.lastIndexOf(NEWLINE)
  return newline >= hit ? newline + 1 : bytes.length
}
