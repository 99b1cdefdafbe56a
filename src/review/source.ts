import type { Probe } from '../core/check.ts'
import type { Observation } from '../core/finding.ts'
import type { TranscriptProbe } from '../transcript/state.ts'

/** What a system gives to a review. */
export interface ReviewProbes {
  readonly transcript: TranscriptProbe
  /** What the rules of the error log find in the window. */
  readonly logs: Probe<readonly Observation[]>
}
