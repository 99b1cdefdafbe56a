import { killWorkerRound } from '../test/fleet/kill-round.ts'
import { killRound, PHASES } from '../test/monitor/kill-round.ts'
import { build } from './build.ts'

// Kills monitors again and again, in each phase of a round: `npm run test:kill -- [rounds]` (100) of each kind, a
// `monitor --once` and a BullMQ worker whose locks are short.
const rounds = Number(process.argv[2] ?? 100)
await build()
const kinds = [
  ['monitor --once', killRound],
  ['monitor worker', killWorkerRound],
] as const
for (const [kind, play] of kinds) {
  const begun = performance.now()
  let wrong = 0
  for (let round = 0; round < rounds; round++) {
    const phase = PHASES[round % PHASES.length] ?? 'walk'
    try {
      await play(phase)
    } catch (error) {
      wrong++
      process.stderr.write(`${kind} killed ${phase}: ${error instanceof Error ? error.message : error}\n`)
    }
  }
  const seconds = Math.round((performance.now() - begun) / 1000)
  process.stdout.write(`${kind}: ${rounds} rounds in ${seconds} s, ${wrong} wrong\n`)
  if (wrong > 0) process.exitCode = 1
}
