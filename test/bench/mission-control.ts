import { spawn } from 'node:child_process'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type Lab, startLab } from '../lab/mission-control/lab.ts'
import { run } from '../lab/mission-control/stores.ts'
import type { Row } from './row.ts'

const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const PEAK = new URL('peak-memory.ts', import.meta.url).href
const AGENTS = 10_000
const WALKS = 3
const MOST_MS = 2_000
/** As many as one walk judges one by one: a walk over more must not need more memory than one over these. */
const FEW = 500
/** By this much the peaks of equal walks may differ, MiB: when garbage is collected is not ours to say. */
const MOST_MORE = 16

/** One walk over a Mission Control of 10,000 agents through the built binary, when all of them are well and when all
 *  of them wait with an overdue task: the median time of three walks from start to exit, and the peak memory beside
 *  that of a walk over 500 of the kind. PostgreSQL and Redis are real, and end with our process. */
export async function missionControlRow(): Promise<readonly Row[]> {
  const well = (count: number) => measured((lab) => fill(lab, WELL, count))
  const waiting = (count: number) =>
    measured(async (lab) => {
      await fill(lab, WAITING, count)
      await queueAll(lab, count)
    })
  return [
    ...rows('all well', await well(AGENTS), await well(FEW)),
    ...rows('all waiting', await waiting(AGENTS), await waiting(FEW)),
  ]
}

/** What walks took: median ms, and the highest peak of memory, MiB. */
interface Measure {
  readonly ms: number
  readonly peak: number
}

function rows(state: string, { ms, peak }: Measure, few: Measure): readonly Row[] {
  const name = `mission-control: ${AGENTS} agents, ${state}`
  const more = Math.round(peak - few.peak)
  return [
    { name, value: ms, unit: 'ms', ratio: null, aim: `<= ${MOST_MS} ms`, holds: ms <= MOST_MS },
    {
      name: `${name}, peak memory`,
      value: Math.round(peak),
      unit: 'MiB',
      ratio: null,
      aim: `<= ${MOST_MORE} MiB over ${Math.round(few.peak)} for ${FEW} agents`,
      holds: more <= MOST_MORE,
    },
  ]
}

async function measured(fillLab: (lab: Lab) => Promise<void>): Promise<Measure> {
  const lab = await startLab()
  try {
    await fillLab(lab)
    await walk(lab)
    const walks: Measure[] = []
    for (let count = 0; count < WALKS; count++) walks.push(await walk(lab))
    const times = walks.map(({ ms }) => ms).toSorted((a, b) => a - b)
    return {
      ms: Math.round(times[Math.floor(WALKS / 2)] ?? 0),
      peak: Math.max(...walks.map((one) => one.peak)),
    }
  } finally {
    await lab.stop()
  }
}

/** One walk, every layer of it: without `--keep-going` a broken layer would spare it the rest. */
async function walk({ config }: Lab): Promise<Measure> {
  const begun = performance.now()
  const args = ['--import', PEAK, BIN, 'diagnose', '--json', '--keep-going', '--config', config]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    timeout: 30_000,
    killSignal: 'SIGKILL',
  })
  const [, out, , told] = child.stdio
  if (!out || !(told instanceof Readable)) throw new Error('the streams of the walk are missing')
  const [report, kib] = await Promise.all([text(out), text(told)])
  const ms = performance.now() - begun
  if (!(JSON.parse(report) as { layers?: unknown }).layers || !kib)
    throw new Error(`no report: ${report.slice(0, 300)}`)
  return { ms, peak: Number(kib) / 1024 }
}

const UTC = "now() AT TIME ZONE 'UTC'"
const WELL = `${UTC}, ${UTC} - interval '1 minute', NULL, 0`
const WAITING = `NULL, ${UTC} - interval '10 minutes', ${UTC} - interval '570 seconds', 1`

/** `state`: last_seen_at, last_wake_sent_at, checkin_deadline_at and wake_attempts of every agent. */
function fill({ databaseUrl }: Lab, state: string, count: number): Promise<void> {
  return run(
    databaseUrl,
    `INSERT INTO agents (id, gateway_id, name, status, heartbeat_config, created_at, updated_at, lifecycle_generation,
       last_seen_at, last_wake_sent_at, checkin_deadline_at, wake_attempts)
     SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, g.id, 'agent ' || n, 'online',
       '{"every": "10m"}', ${UTC}, ${UTC} - interval '10 minutes', 1, ${state}
     FROM generate_series(1, ${count}) n, gateways g`,
  )
}

async function queueAll(lab: Lab, count: number): Promise<void> {
  const ids = Array.from(
    { length: count },
    (_, n) => `00000000-0000-4000-8000-${String(n + 1).padStart(12, '0')}`,
  )
  await Promise.all(ids.map((id) => lab.task(id, 570)))
}
