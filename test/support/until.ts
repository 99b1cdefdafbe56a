import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again every 20 ms until the condition holds; throws after `ms`, or at once when `unless` holds. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  { ms, unless = () => false }: { ms: number; unless?: () => boolean },
): Promise<void> {
  const end = performance.now() + ms
  while (!(await holds())) {
    if (unless()) throw new Error('waited for something that can no longer happen')
    if (performance.now() > end) throw new Error(`still waiting after ${ms} ms`)
    await sleep(20)
  }
}
