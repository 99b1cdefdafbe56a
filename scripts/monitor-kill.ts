import { killRound, PHASES } from '../test/monitor/kill-round.ts'
import { build } from './build.ts'

// Kills a monitor again and again, in each phase of a round: `npm run test:kill -- [rounds]` (100).
const rounds = Number(process.argv[2] ?? 100)
await build()
const begun = performance.now()
const failures: string[] = []
for (let round = 0; round < rounds; round++) {
  const phase = PHASES[round % PHASES.length] ?? 'walk'
  try {
    await killRound(phase)
  } catch (error) {
    failures.push(`${phase}: ${error instanceof Error ? error.message : String(error)}`)
    process.stderr.write(`${failures.at(-1)}\n`)
  }
}
const seconds = Math.round((performance.now() - begun) / 1000)
process.stdout.write(`${rounds} rounds in ${seconds} s, ${failures.length} wrong\n`)
process.exitCode = failures.length === 0 ? 0 : 1
