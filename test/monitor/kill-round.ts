import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RunningCli } from '../support/cli.ts'
import { until } from '../support/until.ts'
import { told, type WatchedGateway, watchedGateway } from './gateway.ts'

/** Where a monitor can be killed. */
export const PHASES = ['walk', 'before restart', 'during restart', 'after restart', 'before alert'] as const
export type Phase = (typeof PHASES)[number]

/** Kills a `monitor --once` with SIGKILL in one phase of its round and lets its successors go on. */
export async function killRound(phase: Phase): Promise<void> {
  const gateway = await watchedGateway({ slowRestart: phase === 'during restart' })
  try {
    prepare(phase, gateway)
    const first = gateway.start(['--once', '--json', '--enable-restart'])
    await killAt(phase, gateway, first, gateway.files())
    await mustHold(phase, gateway, {
      alerted: async (holds) => {
        for (let run = 0; run < 8 && !holds(); run++) await next(gateway)
      },
      resolved: async (holds) => {
        for (let run = 0; run < 4 && !holds(); run++) await next(gateway)
      },
    })
  } finally {
    await gateway.stop()
  }
}

async function next(gateway: WatchedGateway): Promise<void> {
  const run = await gateway.run(['--enable-restart'])
  assert.ok(run.exitCode === 0 || run.exitCode === 1, `exit code ${run.exitCode}: ${run.stderr}${run.stdout}`)
  JSON.parse(run.stdout)
}

/** Makes the gateway and the bot such that a round can be caught in this phase. */
export function prepare(phase: Phase, gateway: WatchedGateway): void {
  if (phase === 'walk') gateway.status = 'hangs'
  if (phase === 'before alert') gateway.bot.mood = 'holds'
}

/** Kills it when its round, which writes into the directory `files`, is in this phase; then the gateway fails as ever. */
export async function killAt(
  phase: Phase,
  gateway: WatchedGateway,
  { child, ended }: RunningCli,
  files: string,
): Promise<void> {
  await until(() => reached(phase, gateway, files), { ms: 15_000, unless: () => child.exitCode !== null })
  child.kill('SIGKILL')
  assert.equal((await ended).signal, 'SIGKILL', 'it was killed before its end')
  gateway.status = 'down'
  gateway.bot.mood = 'takes'
  gateway.release()
}

function reached(phase: Phase, gateway: WatchedGateway, files: string): boolean {
  const there = (name: string) => existsSync(join(files, name))
  if (phase === 'walk') return gateway.asked() > 0
  if (phase === 'before restart') return there('state.1.json')
  if (phase === 'during restart') return gateway.restarts().begun > 0
  if (phase === 'after restart') return there('result.1.json')
  return gateway.bot.calls.length > 0
}

type Go = (holds: () => boolean) => Promise<void>

/** What must hold whoever goes on after the kill: the gateway is not forgotten, it is restarted at most once, its
 *  alert arrives, and its end. `go` lets rounds be done until the condition holds, or enough of them are over. */
export async function mustHold(
  phase: Phase,
  gateway: WatchedGateway,
  go: { readonly alerted: Go; readonly resolved: Go },
): Promise<void> {
  const heads = () => told(gateway).map((one) => one.head)
  const alerted = () => heads().includes('sample needs attention')
  const resolved = () => heads().includes('sample is well again')
  await go.alerted(alerted)
  assert.ok(alerted(), 'the failing gateway was told of')
  assert.ok(gateway.restarts().begun <= 1, `restarted ${gateway.restarts().begun} times`)
  if (phase !== 'before restart') assert.equal(gateway.restarts().begun, 1, 'it was restarted')

  gateway.status = 'well'
  await go.resolved(resolved)
  assert.ok(resolved(), 'its recovery was told')
  assert.equal(new Set(told(gateway).map((one) => one.alert)).size, 1, 'all messages are of one alert')
  assert.ok(gateway.restarts().begun <= 1, 'no restart after the recovery')
}
