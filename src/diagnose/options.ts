import type { E2eMode } from '../core/check.ts'
import type { LayerId } from '../core/layer.ts'
import type { Window } from '../core/window.ts'

/** What the operator asked of one walk, parsed. Times are epoch ms, durations ms. */
export interface DiagnoseOptions {
  readonly window: Window
  readonly only: readonly LayerId[]
  readonly skip: readonly LayerId[]
  readonly keepGoing: boolean
  /** Null = the system's own default. */
  readonly e2e: E2eMode | null
  readonly readOnly: boolean
  readonly timeoutMs: number
  /** Walk again until no fault is left or this time is up; 0 = once. */
  readonly waitMs: number
  readonly symptom: string | null
}
