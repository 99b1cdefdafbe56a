import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { median } from './row.ts'

export const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const PEAK = new URL('./peak-memory.ts', import.meta.url).href

/** One run of a program. */
export interface Run {
  readonly ms: number
  /** Until the first byte on stderr, where progress is told; null where none came. */
  readonly firstMs: number | null
  /** Peak resident memory, MiB; null where it was not asked for. */
  readonly peak: number | null
  readonly out: string
}

/** Runs a program to its end. */
export async function run(program: string, args: readonly string[], peak = false): Promise<Run> {
  const words = peak ? ['--import', PEAK, ...args] : args
  const begun = performance.now()
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], timeout: 180_000 })
  let [out, told, firstMs]: [string, string, number | null] = ['', '', null]
  child.stdout?.on('data', (chunk) => {
    out += String(chunk).slice(0, 2_000_000)
  })
  child.stderr?.on('data', () => {
    firstMs ??= performance.now() - begun
  })
  child.stdio[3]?.on('data', (chunk) => {
    told += String(chunk)
  })
  await once(child, 'close')
  return { ms: performance.now() - begun, firstMs, peak: peak ? Number(told) / 1024 : null, out }
}

/** Ours. */
export const ours = (args: readonly string[], peak = false) => run(process.execPath, [BIN, ...args], peak)

/** The median times of several things, measured in turn, so that a busy moment meets all of them. */
export async function inTurn(
  runs: number,
  things: readonly (() => Promise<number>)[],
): Promise<readonly number[]> {
  const times = things.map((): number[] => [])
  for (const thing of things) await thing()
  for (let round = 0; round < runs; round += 1)
    for (const [index, thing] of things.entries()) times[index]?.push(await thing())
  return times.map(median)
}
