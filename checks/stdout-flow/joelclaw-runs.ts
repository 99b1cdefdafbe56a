import { type Check, defineCheck, fine, found } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { Window } from '../../src/core/window.ts'
import { withoutLog } from '../../src/logs/file-outcome.ts'
import { known, type Timed } from '../../src/logs/span.ts'
import { quoteOf } from '../../src/logs/words.ts'
import { field } from '../../src/systems/joelclaw/flow.ts'
import type { JoelclawLogs } from '../../src/systems/joelclaw/logs.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import { type RunEnd, runsIn } from '../../src/systems/joelclaw/runs.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'

/** When the daemon was last started, and how the run before ended: it often explains this one. */
export function joelclawRuns({ paths }: JoelclawSettings, probes: JoelclawProbes): Check {
  return defineCheck({
    id: 'stdout-flow/runs',
    title: 'the last run was ended in order',
    codes: [
      'stdout-flow.ended-by-watchdog',
      'stdout-flow.ended-by-operator',
      'stdout-flow.ended-without-trace',
    ],
    looks: [paths.log],
    run: async ({ ask, now, window }) => {
      const logs = await ask(probes.logs)
      if (!logs.out.ok) return withoutLog(paths.log, logs.out)
      const { start, end } = runsIn(logs.out.log, logs.run.pid)
      const detail = start ? describe(start, logs.run, now) : 'no start in sight'
      const observation = end ? judgeEnd(end, logs.run.startedAt, window, paths.log) : null
      return observation ? found([observation], detail) : fine(detail)
    },
  })
}

/** How the run before ended. Only a watchdog that struck in the window is more than a note. */
export function judgeEnd(end: RunEnd, startedAt: number | null, window: Window, log: string): Observation {
  const { signal, record, watchdogs } = end
  const at = record ? (known(record.span) ?? startedAt) : startedAt
  const proof = record ? [evidence(log, quoteOf(record), { at })] : []
  const base = { evidence: proof, at: iso(at), params: { signal: signal ?? 'nothing', log } }
  if (signal === null) {
    const summary = 'the run before this one ended without a trace in its log'
    return { ...base, code: 'stdout-flow.ended-without-trace', severity: 'note', summary }
  }
  if (!signal.startsWith('watchdog:')) {
    const summary = `the run before this one was ended by ${signal}`
    return { ...base, code: 'stdout-flow.ended-by-operator', severity: 'note', summary }
  }
  const recent = at !== null && at >= window.since
  const often = watchdogs > 1 ? `; ${watchdogs} such ends are in the log` : ''
  return {
    ...base,
    code: 'stdout-flow.ended-by-watchdog',
    severity: recent ? 'warning' : 'note',
    summary: `the gateway restarted itself (${signal})${often}`,
    count: watchdogs,
  }
}

function describe(start: Timed, { startedAt }: JoelclawLogs['run'], now: number): string {
  const model = field(start, 'model')
  const since = startedAt === null ? 'at a time not known' : `${duration(now - startedAt)} ago`
  return `last start ${since}${model ? ` with ${model}` : ''}`
}
