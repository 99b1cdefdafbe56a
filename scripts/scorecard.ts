/** `npm run scorecard -- [--json] [--system NAME] [--case NAME]`: brings gateways into known states, lets the built
 *  binary diagnose each, and compares. Ends with 1 when a case is wrong. */
import { parseArgs } from 'node:util'
import { type Case, type Got, isRight } from '../test/lab/case.ts'
import { cases } from '../test/lab/cases.ts'
import { runCase } from '../test/lab/run-case.ts'
import { POSTGRES, provide, REDIS, type Requirement, TMUX } from './requirements.ts'

interface Result {
  readonly one: Case
  readonly got: Got
  readonly ok: boolean
  readonly durationMs: number
}

const AT_ONCE = 2

/** What the cases of a system run for real. */
const NEEDS: Readonly<Record<string, readonly Requirement[]>> = {
  joelclaw: [REDIS],
  houmao: [TMUX],
  'mission-control': [REDIS, POSTGRES],
}

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean' },
    system: { type: 'string' },
    case: { type: 'string', multiple: true },
  },
})
const chosen = Object.entries(cases)
  .filter(([system]) => !flags.system || system === flags.system)
  .flatMap(([, ofSystem]) => ofSystem)
  .filter((one) => !flags.case || flags.case.includes(one.name))
if (chosen.length === 0) {
  process.stderr.write('no such case\n')
  process.exit(2)
}

// Cases whose programs are still missing come out as not prepared.
provide([...new Set(chosen.flatMap(({ system }) => NEEDS[system] ?? []))])
const results = await runAll(chosen)
const code = results.every((result) => result.ok) ? 0 : 1
const text = flags.json ? `${JSON.stringify(documentOf(results))}\n` : tableOf(results)
// What a case that failed to start left open must not keep the scorecard from ending; children end with us.
process.stdout.write(text, () => process.exit(code))

/** Runs the cases a few at a time and gives their results in the cases' order. */
async function runAll(all: readonly Case[]): Promise<readonly Result[]> {
  const done: Result[] = []
  const queue = [...all.entries()]
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, one] = next
      done[index] = await judge(one)
      const { ok, durationMs } = done[index]
      process.stderr.write(`${ok ? 'right' : 'WRONG'}  ${one.name}  ${durationMs} ms\n`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return done
}

async function judge(one: Case): Promise<Result> {
  try {
    const { durationMs, ...got } = await runCase(one)
    return { one, got, ok: isRight(one, got), durationMs }
  } catch (error) {
    const got = { verdict: 'not prepared', layer: null, code: String(error), scenario: null, seen: [] }
    return { one, got, ok: false, durationMs: 0 }
  }
}

function countsOf(some: readonly Result[]) {
  const of = (kind: Case['kind']) => some.filter((result) => result.one.kind === kind).length
  const right = some.filter((result) => result.ok).length
  return { faults: of('fault'), negatives: of('negative'), right, wrong: some.length - right }
}

function documentOf(all: readonly Result[]) {
  const bySystem = Map.groupBy(all, (result) => result.one.system)
  const systems = Object.fromEntries([...bySystem].map(([system, some]) => [system, countsOf(some)]))
  const cases = all.map(({ one, got, ok }) => {
    const { seen: _, ...shown } = got
    return { name: one.name, system: one.system, expected: one.expect, got: shown, ok }
  })
  return { ...countsOf(all), systems, cases }
}

/** Wrong cases with both sides, then the counts by system. */
function tableOf(all: readonly Result[]): string {
  const show = ({ verdict, layer, code, scenario }: Omit<Got, 'seen'>) =>
    `${verdict} ${code ?? layer ?? '-'} ${scenario ?? '-'}`
  const rows = all.map(({ one, got, ok }) => {
    const missed = one.sees.filter((code) => !got.seen.includes(code))
    const wrong = `\n         expected ${show(one.expect)}${missed.length ? `, to see ${missed.join(', ')}` : ''}\n         got      ${show(got)}  [${got.seen.join(' ')}]`
    return `${ok ? 'right' : 'WRONG'}  ${one.system}  ${one.kind.padEnd(8)}  ${one.name}${ok ? '' : wrong}\n`
  })
  const { systems } = documentOf(all)
  const totals = Object.entries(systems).map(
    ([system, { faults, negatives, right, wrong }]) =>
      `${system}: ${faults} faults, ${negatives} negatives: ${right} right, ${wrong} wrong\n`,
  )
  return `${rows.join('')}\n${totals.join('')}`
}
