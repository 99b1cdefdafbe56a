import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { ProcessInfo } from '../../src/host/processes.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import { parseRestartMarker, type RestartMarker } from '../../src/systems/joelclaw/restart-marker.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'

/** A restart marker and the file it came from. */
interface Marked {
  readonly path: string
  readonly marker: RestartMarker
}

/** The restarts that somebody asked for have completed, and the daemon was not started by anything else since. Only
 *  newer builds (seen in 2026-08) write these markers. */
export function joelclawRestarts(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  const paths = [settings.paths.restartMarker, settings.paths.lifecycleMarker]
  return defineCheck({
    id: 'process/restarts',
    title: 'requested restarts have completed',
    codes: ['process.restart-unfinished', 'process.restart-failed', 'process.relaunched'],
    looks: paths,
    run: async ({ host, ask, now, window }) => {
      const marked: Marked[] = []
      const broken: string[] = []
      for (const path of paths) {
        const file = await host.files.read({ path, maxBytes: 4_096 })
        const marker = file.ok ? parseRestartMarker(file.text) : null
        if (marker) marked.push({ path, marker })
        else if (file.ok || file.problem !== 'absent')
          broken.push(`${path}: ${file.ok ? 'holds no restart marker' : file.message}`)
      }
      if (broken[0]) return unchecked(broken[0])
      if (marked.length === 0)
        return skipped('no restart markers: nobody asked for a restart, or an older build')
      const daemons = await ask(probes.daemons)
      const daemon = daemons.ok ? (daemons.processes[0] ?? null) : null
      const findings = judgeRestarts(marked, daemon, {
        now,
        since: window.since,
        graceMs: settings.thresholds.bootGraceMs,
      })
      return findings.length > 0 ? found(findings) : fine()
    },
  })
}

export interface RestartLimits {
  readonly now: number
  /** Start of the window, epoch ms: older events are notes. */
  readonly since: number
  /** A restart may take this long, ms. */
  readonly graceMs: number
}

/** What the markers say about the daemon that runs now (null: none does, which another check reports). */
export function judgeRestarts(
  marked: readonly Marked[],
  daemon: ProcessInfo | null,
  limits: RestartLimits,
): readonly Observation[] {
  const started = daemon?.startedAt ?? null
  const findings = marked.flatMap((one) => judgeMarker(one, started, limits) ?? [])
  const last = marked
    .filter(({ marker }) => marker.status === 'completed' && marker.completedAt != null)
    .toSorted((a, b) => (b.marker.completedAt ?? 0) - (a.marker.completedAt ?? 0))[0]
  if (!daemon || started === null || !last || findings.length > 0) return findings
  const { newPid, completedAt } = last.marker
  if (newPid == null || newPid === daemon.pid || started <= (completedAt ?? 0)) return findings
  const age = duration(Math.max(0, limits.now - started))
  return [
    {
      code: 'process.relaunched',
      severity: started >= limits.since ? 'warning' : 'note',
      summary: `pid ${daemon.pid} was started ${age} ago and not by a recorded restart (the last one started pid ${newPid})`,
      evidence: [markerEvidence(last)],
      params: { age, pid: daemon.pid, file: last.path },
      at: iso(started),
    },
  ]
}

function judgeMarker(
  { path, marker }: Marked,
  started: number | null,
  { now, since, graceMs }: RestartLimits,
): Observation | null {
  const asked = marker.requestedAt ?? null
  const ago = asked === null ? 'at an unknown time' : `${duration(Math.max(0, now - asked))} ago`
  // A daemon that was started after the request has been replaced, whatever the marker says.
  const replaced = asked !== null && started !== null && started > asked
  const over = replaced || (marker.status === 'failed' && asked !== null && asked < since)
  const base = {
    severity: over ? ('note' as const) : ('warning' as const),
    evidence: [markerEvidence({ path, marker })],
    params: { file: path, age: asked === null ? 'an unknown time' : duration(Math.max(0, now - asked)) },
    at: iso(asked),
  }
  if (marker.status === 'failed')
    return { code: 'process.restart-failed', summary: `the restart requested ${ago} failed`, ...base }
  if (marker.status === 'completed' || (asked !== null && now - asked < graceMs)) return null
  return {
    code: 'process.restart-unfinished',
    summary: `the restart requested ${ago} has not completed`,
    ...base,
  }
}

function markerEvidence({ path, marker }: Marked) {
  const { status, previousPid, newPid, completedAt, requestedAt } = marker
  const text = `status ${status}, previous pid ${previousPid ?? '?'}, new pid ${newPid ?? '?'}`
  return evidence(path, text, { at: completedAt ?? requestedAt })
}
