import { type Check, defineCheck, fine, found, unchecked } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { ProcessInfo } from '../../src/host/processes.ts'
import type { HealthAnswer, JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { judgePidFile, pidFileCodes, pidFileEvidence } from './pid-file-judge.ts'

/** The daemon has finished its start: it writes its pid file at the very end of it, after channels and replay. */
export function joelclawPidFile(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  const graceMs = settings.thresholds.bootGraceMs
  return defineCheck({
    id: 'process/pid-file',
    title: 'the daemon has finished its start and its pid file names it',
    codes: [...pidFileCodes, 'process.start-stuck'],
    looks: [settings.paths.pid],
    run: async ({ host, signal, ask, now }) => {
      const [file, daemons, owner] = await Promise.all([
        ask(probes.pidFile),
        ask(probes.daemons),
        ask(probes.owner),
      ])
      if (file.blocked) return unchecked(file.blocked)
      if (!daemons.ok) return unchecked(daemons.why)
      const [daemon] = daemons.processes
      if (!daemon) return fine()
      const named = file.pid === null ? null : await host.processes.get({ pid: file.pid }, signal)
      const holder = named?.ok ? named.process : null
      const findings = judgePidFile({ file, daemons: daemons.processes, holder, now, graceMs, owner })
      const wrong = findings.some(
        ({ code }) => code === 'process.pid-file-missing' || code === 'process.pid-file-stale',
      )
      const stuck = wrong ? judgeStart(daemon, await ask(probes.health), graceMs, now) : null
      if (stuck) return found([{ ...stuck, evidence: [pidFileEvidence(file), ...stuck.evidence] }])
      return findings.length > 0 ? found(findings) : fine()
    },
  })
}

/** Without Redis the start waits at its first read, with `/health` already answering (joelclaw of 2026-03): then
 *  the daemon reports Redis as lost since its very start. A later loss says nothing about the start. */
export function judgeStart(
  daemon: ProcessInfo,
  health: HealthAnswer,
  graceMs: number,
  now: number,
): Observation | null {
  if (health.kind !== 'document' || daemon.startedAt === null) return null
  const { mode, since, reason } = health.document
  if (mode !== 'redis_degraded' || since == null || since > daemon.startedAt + graceMs) return null
  const age = duration(Math.max(0, now - daemon.startedAt))
  return {
    code: 'process.start-stuck',
    severity: 'fault',
    summary: `pid ${daemon.pid} was started ${age} ago and still waits for Redis: its channels are not started`,
    evidence: [
      evidence(`http://127.0.0.1:${health.port}/health`, `mode ${mode}, reason ${reason ?? 'not given'}`, {
        at: since,
      }),
    ],
    params: { pid: daemon.pid, age },
    since: iso(daemon.startedAt),
  }
}
