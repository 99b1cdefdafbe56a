import { type Check, type Context, defineCheck, type Outcome, skipped } from '../../core/check.ts'
import type { HealthDocument } from './health.ts'
import type { JoelclawProbes } from './probes.ts'

/** The daemon's health document with the address it came from and the time (epoch ms) it is judged at. */
export interface Seen {
  readonly document: HealthDocument
  readonly source: string
  readonly now: number
}

type Spec = Pick<Check, 'id' | 'title' | 'codes'> & {
  /** What is asked besides `/health`, for `firstfault layers`. */
  readonly looks?: readonly string[]
  readonly judge: (seen: Seen, context: Context) => Outcome | Promise<Outcome>
}

/** A check of what the daemon says in its health document. Without a document it has nothing to look at: why the
 *  daemon did not answer is for `cli-status/health` to say. */
export function defineDocumentCheck(probes: JoelclawProbes, { looks = [], judge, ...spec }: Spec): Check {
  return defineCheck({
    ...spec,
    looks: ['GET /health', ...looks],
    run: async (context) => {
      const answer = await context.ask(probes.health)
      if (answer.kind !== 'document') return skipped('no health document to look at')
      const source = `http://127.0.0.1:${answer.port}/health`
      return judge({ document: answer.document, source, now: context.now }, context)
    },
  })
}
