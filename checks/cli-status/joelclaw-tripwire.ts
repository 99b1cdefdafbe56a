import {
  type Context,
  defineCheck,
  fine,
  found,
  type Outcome,
  skipped,
  unchecked,
} from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso } from '../../src/core/finding.ts'
import { parseHeartbeat } from '../../src/systems/joelclaw/heartbeat.ts'
import { keptIn } from '../../src/systems/joelclaw/kept.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'

/** The daemon writes its heartbeat file every 15 minutes, except in sleep mode. */
export const joelclawTripwire = (settings: JoelclawSettings, probes: JoelclawProbes) =>
  defineCheck({
    id: 'cli-status/tripwire',
    title: 'the heartbeat goes on',
    codes: ['cli-status.heartbeat-stale'],
    looks: [settings.paths.tripwire, `Redis ${settings.keys.mode}`],
    run: async (context) => {
      const daemon = await daemonUptime(probes, context)
      if (!daemon) return skipped('no daemon runs that could write the heartbeat')
      const path = settings.paths.tripwire
      const file = await context.host.files.read({ path, maxBytes: 256 })
      if (!file.ok && file.problem !== 'absent') return unchecked(`${path}: ${file.message}`)
      const beatAt = file.ok ? beatTime(file.text, file.mtimeMs, context.now) : null
      const kept = keptIn(await context.ask(probes.redis))
      const redis = kept === null ? 'silent' : kept.mode === 'sleep' ? 'sleep' : 'awake'
      return judgeHeartbeat(
        { path, beatAt, redis, now: context.now, ...daemon },
        settings.thresholds.tripwireMs,
      )
    },
  })

interface Heartbeat {
  readonly path: string
  /** Epoch ms of the last beat; null when there is no file. */
  readonly beatAt: number | null
  readonly uptimeMs: number | null
  /** Whether Redis says `sleep`, says otherwise, or does not answer. */
  readonly redis: 'sleep' | 'awake' | 'silent'
  readonly now: number
}

/** The time that the file holds, or the file's own where it holds none that can be true. */
export function beatTime(text: string, mtimeMs: number, now: number): number {
  const written = parseHeartbeat(text)
  return written !== null && written <= now + 60_000 ? written : mtimeMs
}

/** Judges the last beat of a living daemon. Each beat reads Redis first, so an outage of Redis also stops it. */
export function judgeHeartbeat({ path, beatAt, uptimeMs, redis, now }: Heartbeat, limitMs: number): Outcome {
  if (redis === 'sleep') return fine('sleep mode, no heartbeat expected')
  const age = beatAt === null ? null : Math.max(0, now - beatAt)
  if (age !== null && age <= limitMs) return fine(`heartbeat ${duration(age)} ago`)
  if (uptimeMs !== null && uptimeMs < limitMs) return fine('no heartbeat of this run yet')
  if (age === null && uptimeMs === null) return fine()
  const what = age === null ? 'there is no heartbeat file' : `the last heartbeat was ${duration(age)} ago`
  const why = redis === 'silent' ? '; Redis does not answer, which alone stops it' : ''
  return found([
    {
      code: 'cli-status.heartbeat-stale',
      severity: 'warning',
      summary: `the daemon lives, but ${what}${why}`,
      evidence: [evidence(path, beatAt === null ? 'absent' : `last beat ${iso(beatAt)}`, { at: beatAt })],
      params: { file: path },
      at: iso(beatAt),
    },
  ])
}

/** How long the daemon has been up, by its own word or by the process table; null when none runs. */
async function daemonUptime(
  probes: JoelclawProbes,
  { ask, now }: Context,
): Promise<{ readonly uptimeMs: number | null } | null> {
  const answer = await ask(probes.health)
  if (answer.kind === 'document') return { uptimeMs: answer.document.status?.uptimeMs ?? null }
  const daemons = await ask(probes.daemons)
  const [first] = daemons.ok ? daemons.processes : []
  return first ? { uptimeMs: first.startedAt === null ? null : now - first.startedAt } : null
}
