import { type Check, defineCheck, fine, found } from '../../src/core/check.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { Window } from '../../src/core/window.ts'
import { withoutLog } from '../../src/logs/file-outcome.ts'
import type { Log } from '../../src/logs/log.ts'
import { known, place, type Timed } from '../../src/logs/span.ts'
import { quoteOf } from '../../src/logs/words.ts'
import { flowOf } from '../../src/systems/joelclaw/flow.ts'
import { droppedIn } from '../../src/systems/joelclaw/lost-messages.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'

/** Whether messages were dropped: as duplicates of themselves after a failure, or of one another. */
export function joelclawDrops({ paths }: JoelclawSettings, probes: JoelclawProbes): Check {
  return defineCheck({
    id: 'stdout-flow/drops',
    title: 'no message is lost on its way',
    codes: ['stdout-flow.message-lost', 'stdout-flow.duplicate-dropped'],
    looks: [paths.log, paths.err],
    run: async ({ ask, window }) => {
      const { out, err } = await ask(probes.logs)
      if (!out.ok) return withoutLog(paths.log, out)
      const findings = judgeDrops(out.log, err.ok ? err.log : null, window)
      return findings.length > 0 ? found(findings) : fine()
    },
  })
}

/** Lost messages are a fault until a later answer shows that the way is free again. */
export function judgeDrops(out: Log, err: Log | null, window: Window): readonly Observation[] {
  const dropped = droppedIn(out, err)
  const inSight = (records: readonly Timed[]) =>
    records.filter((record) => place(window, record.span) !== 'out')
  const [lost, duplicates] = [inSight(dropped.lost), inSight(dropped.duplicates)]
  const findings: Observation[] = []
  if (lost.length > 0) {
    const last = lost.at(-1) as Timed
    const sure = place(window, last.span) === 'in' && !answeredAfter(out, last)
    const past = out.runFrom !== null && out.records.indexOf(last) < out.runFrom
    findings.push({
      code: 'stdout-flow.message-lost',
      severity: sure && !past ? 'fault' : 'warning',
      summary: `${lost.length === 1 ? 'a message' : `${lost.length} messages`} failed and will not be tried again`,
      ...proof(lost, out.source),
    })
  }
  if (duplicates.length > 0) {
    const severity = place(window, (duplicates.at(-1) as Timed).span) === 'in' ? 'warning' : 'note'
    const summary = `${duplicates.length === 1 ? 'a message was' : `${duplicates.length} messages were`} dropped as duplicates`
    findings.push({
      code: 'stdout-flow.duplicate-dropped',
      severity,
      summary,
      ...proof(duplicates, out.source),
    })
  }
  return findings
}

function answeredAfter(out: Log, lost: Timed): boolean {
  const at = out.records.indexOf(lost)
  return flowOf(out).some((event) => event.step === 'answered' && event.index > at)
}

function proof(records: readonly Timed[], log: string) {
  const [first, last] = [records[0] as Timed, records.at(-1) as Timed]
  const at = known(last.span)
  const since = iso(known(first.span))
  return { evidence: [evidence(log, quoteOf(last), { at })], since, at: iso(at), count: records.length }
}
