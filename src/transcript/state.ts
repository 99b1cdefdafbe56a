import type { Probe } from '../core/check.ts'
import type { Conversation } from './conversation.ts'
import type { Transcript, TranscriptAnswer } from './read.ts'

/** What the process says about the session, where it can be asked; times are epoch ms. */
export interface LiveSession {
  readonly id: string | null
  readonly startedAt: number | null
  /** Whether a turn runs now; null where nobody tells, and for a window that ended in the past. */
  readonly turnRuns: boolean | null
}

/** A gateway's transcript as the checks and the review look at it. */
export type TranscriptState =
  | {
      readonly kind: 'read'
      readonly transcript: Transcript
      readonly conversation: Conversation
      readonly live: LiveSession
    }
  | (Exclude<TranscriptAnswer, Transcript> & { readonly live: LiveSession })

export type ReadState = Extract<TranscriptState, { kind: 'read' }>

export type TranscriptProbe = Probe<TranscriptState>
