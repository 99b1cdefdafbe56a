import * as z from 'zod'
import { type Context, defineCheck, fine, found, unchecked } from '../../src/core/check.ts'
import type { Observation } from '../../src/core/finding.ts'
import type { ProcessInfo } from '../../src/host/processes.ts'
import { defineKind } from '../kind.ts'
import { notRunning } from './plain-process.ts'
import { judgePort, portCodes } from './port-judge.ts'

const schema = z.strictObject({
  port: z.number().int().min(1).max(65_535),
  /** Words that are all in the daemon's command line; without them any listener will do. */
  command: z.array(z.string().min(1)).default([]),
  /** Not listening yet is normal for this long after the start, ms. */
  graceMs: z.number().int().positive().default(60_000),
})

/** The daemon, and nobody else, listens on its port. */
export const portOwner = defineKind<z.output<typeof schema>>({
  schema,
  make: ({ port, command, graceMs }) =>
    defineCheck({
      id: 'process/port-owner',
      title: 'the daemon listens on its port',
      codes: ['process.not-running', ...portCodes],
      looks: [`listeners on port ${port}`],
      run: async (context) => {
        const { host, signal, now } = context
        const [answer, running] = await Promise.all([
          host.ports.listeners({ port }, signal),
          daemonsOf(context, command),
        ])
        if (!answer.ok) return unchecked(`the listeners could not be listed: ${answer.message}`)
        if (typeof running === 'string') return unchecked(running)
        if (running?.length === 0 && answer.listeners.length === 0) return found([notRunning(command)])
        const verdict = judgePort({ port, listeners: answer.listeners, daemons: running, now, graceMs })
        if (verdict.kind === 'wrong') return found([verdict.finding])
        if (verdict.kind === 'not-yet') return found([starting(port)])
        if (verdict.kind === 'hidden' && running !== null)
          return unchecked(hiddenOwner(port, host.env.who().name))
        return fine(`port ${port} is open`)
      },
    }),
})

async function daemonsOf(
  { host, signal }: Context,
  command: readonly string[],
): Promise<readonly ProcessInfo[] | string | null> {
  if (command.length === 0) return null
  const answer = await host.processes.find({ includes: command }, signal)
  return answer.ok ? answer.processes : `the processes could not be listed: ${answer.message}`
}

/** Said instead of guessing whose listener it is. */
export function hiddenOwner(port: number, user: string): string {
  return `port ${port} is taken by a process whose owner user ${user} may not see; root may`
}

function starting(port: number): Observation {
  const summary = `the daemon was started moments ago and does not listen on port ${port} yet`
  return { code: 'process.starting', severity: 'warning', summary, evidence: [], params: { age: 'moments' } }
}
