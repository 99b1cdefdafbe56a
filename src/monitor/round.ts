import type { Telling } from './telling.ts'
import { type TickResult, tick, type Watched } from './tick.ts'

/** One tick and what is told of it; problems of telling go to stderr and change nothing. */
export async function round(watched: Watched, telling: Telling): Promise<TickResult> {
  const result = await tick(watched)
  const problems = await telling.tell(result, watched.now(), watched.watch.ingest)
  for (const problem of problems) process.stderr.write(`${watched.gateway}: ${problem}\n`)
  return result
}
