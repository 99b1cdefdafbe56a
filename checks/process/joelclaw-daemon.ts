import { type Check, defineCheck, fine, found, unchecked } from '../../src/core/check.ts'
import type { Observation } from '../../src/core/finding.ts'
import type { ProcessInfo } from '../../src/host/processes.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { notRunning } from './plain-process.ts'
import { judgeProcess, processCodes, processEvidence, upFor } from './process-judge.ts'

/** One daemon process is alive, works, and belongs to the gateway's user. Where the service manager has answered,
 *  that nothing runs is said by `process/service`. */
export function joelclawDaemon(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  return defineCheck({
    id: 'process/daemon',
    title: 'one daemon process is alive',
    codes: ['process.not-running', 'process.several-daemons', ...processCodes],
    looks: [`processes with ${settings.daemon.join(' and ')} in their command line`],
    run: async ({ ask, now }) => {
      const [daemons, owner, service] = await Promise.all([
        ask(probes.daemons),
        ask(probes.owner),
        ask(probes.service),
      ])
      if (!daemons.ok) return unchecked(daemons.why)
      const [first, ...rest] = daemons.processes
      if (!first) return service?.ok ? fine() : found([notRunning(settings.daemon)])
      const findings = [
        ...judgeProcess(first, owner),
        ...(rest.length > 0 ? [several(daemons.processes)] : []),
      ]
      return findings.length > 0 ? found(findings) : fine(service?.ok ? null : upFor(first, now))
    },
  })
}

function several(processes: readonly ProcessInfo[]): Observation {
  const pids = processes.slice(0, 10).map((process) => process.pid)
  return {
    code: 'process.several-daemons',
    severity: 'warning',
    summary: `${processes.length} daemons run at once: pid ${pids.join(', ')}`,
    evidence: processes.slice(0, 5).map(processEvidence),
    params: { pids: pids.join(',') },
    count: processes.length,
  }
}
