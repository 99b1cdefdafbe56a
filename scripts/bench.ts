import { cpus, totalmem } from 'node:os'
import { fleetRows } from '../test/bench/fleet.ts'
import { logRows } from '../test/bench/logs.ts'
import { reviewRows } from '../test/bench/review.ts'
import { type Row, SHORT, WHOLE } from '../test/bench/row.ts'
import { startUpRows, walkRows } from '../test/bench/start-up.ts'
import { isThere, POSTGRES } from './requirements.ts'

// `npm run bench -- [--json] [--short]`: the built binary beside its peers, in turn, in one run. It is no test: a row
// that does not hold is printed as such. `--short` takes smaller files and leaves room for a shared machine; then a
// row that does not hold is an error.
const short = process.argv.includes('--short')
const size = short ? SHORT : WHOLE
const rows: Row[] = []
for (const measure of [startUpRows, walkRows, logRows, reviewRows, fleetRows])
  rows.push(...(await measure(size)))
if (!short && isThere(POSTGRES.program)) {
  const { missionControlRow } = await import('../test/bench/mission-control.ts')
  rows.push(...(await missionControlRow()))
}

if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ rows }, null, 2)}\n`)
else process.stdout.write(table(rows))
if (short && rows.some((row) => !row.holds)) process.exitCode = 1

function table(all: readonly Row[]): string {
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.versions.node}`
  const lines = all.map(
    ({ name, value, unit, ratio, aim, holds }) =>
      `| ${name} | ${value} ${unit} | ${ratio === null ? '' : `${ratio}x`} | ${aim} | ${holds ? 'yes' : 'no'} |`,
  )
  const head = ['| what | value | ratio | aim | holds |', '|---|---|---|---|---|']
  return `${new Date().toISOString().slice(0, 10)}, ${machine}\n\n${[...head, ...lines].join('\n')}\n`
}
