import { type Check, defineCheck, fine, skipped, unchecked } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import type { HoumaoProbes } from '../../src/systems/houmao/probes.ts'

/** The turns that a headless agent has left behind. An agent in a terminal writes none: its transcript is its own
 *  program's. What a turn directory holds differs by tool and is not judged. */
export function houmaoTurns(probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'session-transcript/turns',
    title: 'the turns of a headless agent can be read',
    codes: [],
    looks: ['<session root>/manifest.turn-artifacts'],
    run: async ({ host, ask, now }) => {
      const [place, manifest] = await Promise.all([ask(probes.place), ask(probes.manifest)])
      if (manifest?.kind !== 'valid') return skipped('there is no manifest')
      if (!manifest.value.backend.endsWith('_headless'))
        return skipped(`${manifest.value.backend.slice(0, 40)}: the agent's own program keeps the transcript`)
      const listed = await host.files.list({ path: `${place.root}/manifest.turn-artifacts` })
      if (!listed.ok && listed.problem === 'absent') return fine('no turn yet')
      if (!listed.ok) return unchecked(`manifest.turn-artifacts: ${listed.message}`)
      const turns = listed.entries.filter((entry) => entry.kind === 'directory')
      const newest = Math.max(...turns.map((turn) => turn.mtimeMs))
      return fine(
        turns.length === 0 ? 'no turn yet' : `${turns.length} turns, the last ${duration(now - newest)} ago`,
      )
    },
  })
}
