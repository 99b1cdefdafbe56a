import { setTimeout } from 'node:timers/promises'
import type { ClockPort } from '../clock.ts'

/** Longer timers fire at once in Node, with a warning. */
const LONGEST = 2 ** 31 - 1

export const clock: ClockPort = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  deadline: (ms) => AbortSignal.timeout(Math.min(Math.max(0, Math.ceil(ms)), LONGEST)),
  sleep: ({ ms }, signal) =>
    setTimeout(Math.min(ms, LONGEST), undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error
    }),
}
