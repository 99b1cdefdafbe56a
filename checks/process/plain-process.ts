import * as z from 'zod'
import { defineCheck, fine, found, unchecked } from '../../src/core/check.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import { defineKind } from '../kind.ts'
import { judgeProcess, processCodes, upFor, withoutParents } from './process-judge.ts'

const schema = z.strictObject({
  /** Words that are all in the process's command line. */
  command: z.array(z.string().min(1)).min(1),
  /** The user who should run it, by number; without it the user whose gateway is looked at. */
  uid: z.number().int().min(0).optional(),
})

/** A process with these words in its command line is alive, works, and belongs to the right user. */
export const plainProcess = defineKind<z.output<typeof schema>>({
  schema,
  make: ({ command, uid }) =>
    defineCheck({
      id: 'process/plain-process',
      title: 'the daemon process is alive',
      codes: ['process.not-running', ...processCodes],
      looks: [`processes with ${command.join(' ')} in their command line`],
      run: async ({ host, signal, now }) => {
        const answer = await host.processes.find({ includes: command }, signal)
        if (!answer.ok) return unchecked(`the processes could not be listed: ${answer.message}`)
        const [first, ...rest] = withoutParents(answer.processes)
        if (!first) return found([notRunning(command)])
        const owner = uid ?? host.env.who().uid
        // A frozen worker beside a working one is not the daemon; only when all are wrong something is wrong.
        const judged = [first, ...rest].map((process) => judgeProcess(process, owner))
        if (judged.every((findings) => findings.length > 0)) return found(judged[0] ?? [])
        return fine(upFor(first, now) + (rest.length > 0 ? ` (+${rest.length} more)` : ''))
      },
    }),
})

/** Nobody runs the command: nothing there, so nothing to say about when or why it ended. */
export function notRunning(command: readonly string[]): Observation {
  const words = command.join(' ')
  return {
    code: 'process.not-running',
    severity: 'fault',
    summary: `no process with ${words} in its command line runs`,
    evidence: [evidence('process table', `no process with ${words}`)],
    params: { state: 'no process' },
  }
}
