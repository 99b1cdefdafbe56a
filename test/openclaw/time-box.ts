import { beforeEach, inject } from 'vitest'
import { NOT_REACHED } from './not-reached.ts'

/** No case begins once the time box has so little left: the longest of them, with its clean-up, fits into it, ms. */
export const LONGEST_CASE_MS = 90_000

/** What is left until no further case begins, ms; without a time box there is no end. */
export function leftMs(): number {
  const end = inject('end')
  return end === 0 ? Number.POSITIVE_INFINITY : end - LONGEST_CASE_MS - Date.now()
}

/** Cases of this file that were not begun in time are skipped, and the end of the run names each. */
export function keepTimeBox(): void {
  beforeEach(({ skip }) => skip(leftMs() < 0, NOT_REACHED))
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Entry point of the installed openclaw. */
    openclaw: string
    /** When the time box ends, epoch ms; 0 without one. */
    end: number
  }
}
