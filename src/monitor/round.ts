import type { Telling } from './telling.ts'
import { type Phase, type TickResult, tick, type Watched } from './tick.ts'

/** One tick and what is told of it; problems of telling go to stderr and change nothing. */
export async function round(
  watched: Watched,
  telling: Telling,
  phase: Phase = (_, work) => work(),
): Promise<TickResult> {
  const result = await tick(watched, phase)
  const problems = await phase('emit', () => telling.tell(result, watched.now(), watched.watch.ingest))
  for (const problem of problems) process.stderr.write(`${watched.gateway}: ${problem}\n`)
  return result
}
