import type { Probe } from '../core/check.ts'
import type { Observation } from '../core/finding.ts'
import type { TranscriptProbe } from '../transcript/state.ts'
import type { ActivityProbe } from './activity.ts'

/** What a system gives to a review: its transcript, or where it keeps none, what its records tell. */
export type ReviewProbes = (
  | { readonly transcript: TranscriptProbe }
  | { readonly activity: ActivityProbe }
) & {
  /** What the rules of the error log find in the window. */
  readonly logs: Probe<readonly Observation[]>
}
