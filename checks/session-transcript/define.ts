import { type Check, type Context, defineCheck, type Outcome, skipped } from '../../src/core/check.ts'
import type { ReadState, TranscriptProbe } from '../../src/transcript/state.ts'

type Spec = Pick<Check, 'id' | 'title' | 'codes'> & {
  readonly judge: (state: ReadState, context: Context) => Outcome
}

/** A check of what a transcript says. Without one it has nothing to look at: why there is none is for the check of
 *  the file to say. */
export function defineTranscriptCheck(transcript: TranscriptProbe, { judge, ...spec }: Spec): Check {
  return defineCheck({
    ...spec,
    looks: ['the session transcript'],
    run: async (context) => {
      const state = await context.ask(transcript)
      return state.kind === 'read' ? judge(state, context) : skipped('no transcript to look at')
    },
  })
}
