import * as z from 'zod'
import { defineCheck, fine, found, unchecked } from '../../src/core/check.ts'
import type { Observation } from '../../src/core/finding.ts'
import { defineKind } from '../kind.ts'
import { judgePidFile, pidFileCodes, pidFileEvidence, readPidFile } from './pid-file-judge.ts'
import { upFor, withoutParents } from './process-judge.ts'

const schema = z.strictObject({
  path: z.string().min(1),
  /** Words that are all in the daemon's command line; without them any live process of that pid will do. */
  command: z.array(z.string().min(1)).default([]),
  /** A daemon younger than this may not have written it yet, ms. */
  graceMs: z.number().int().positive().default(60_000),
})

/** The pid file names the daemon. */
export const pidFile = defineKind<z.output<typeof schema>>({
  schema,
  make: ({ path, command, graceMs }) =>
    defineCheck({
      id: 'process/pid-file',
      title: 'the pid file names the daemon',
      codes: ['process.not-running', ...pidFileCodes],
      looks: [path],
      run: async (context) => {
        const { host, signal, now } = context
        const file = await readPidFile(context, path)
        if (file.blocked) return unchecked(file.blocked)
        const named = file.pid === null ? null : await host.processes.get({ pid: file.pid }, signal)
        if (named && !named.ok && named.problem !== 'absent')
          return unchecked(`pid ${file.pid}: ${named.message}`)
        const holder = named?.ok ? named.process : null
        const running = await host.processes.find({ includes: command }, signal)
        const others = running.ok && command.length > 0 ? withoutParents(running.processes) : []
        const daemon = others[0] ?? (command.length === 0 ? holder : null)
        if (!daemon) return found([notRunning(file)])
        const findings = judgePidFile({
          file,
          daemons: [...others, daemon],
          holder,
          now,
          graceMs,
          owner: host.env.who().uid,
        })
        return findings.length > 0 ? found(findings) : fine(upFor(daemon, now))
      },
    }),
})

function notRunning(file: Parameters<typeof pidFileEvidence>[0]): Observation {
  const summary =
    file.pid === null
      ? `${file.path} names no process, and none runs`
      : `${file.path} names process ${file.pid}, which is not the daemon, and no other runs`
  const params = { state: file.pid === null ? 'no pid file' : `pid ${file.pid} is gone` }
  return {
    code: 'process.not-running',
    severity: 'fault',
    summary,
    evidence: [pidFileEvidence(file)],
    params,
  }
}
