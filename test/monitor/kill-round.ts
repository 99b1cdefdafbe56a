import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../support/until.ts'
import { told, type WatchedGateway, watchedGateway } from './gateway.ts'

/** Where a monitor can be killed. */
export const PHASES = ['walk', 'before restart', 'during restart', 'after restart', 'before alert'] as const
export type Phase = (typeof PHASES)[number]

/** Kills a monitor with SIGKILL in one phase of a round, lets its successors go on, and checks what must hold: the
 *  gateway is not forgotten, it was restarted at most once, every alert arrived and had its end. */
export async function killRound(phase: Phase): Promise<void> {
  const gateway = await watchedGateway({ slowRestart: phase === 'during restart' })
  try {
    if (phase === 'walk') gateway.status = 'hangs'
    if (phase === 'before alert') gateway.bot.mood = 'holds'
    const first = gateway.start(['--once', '--json', '--enable-restart'])
    await until(() => reached(phase, gateway), { ms: 10_000, unless: () => first.child.exitCode !== null })
    first.child.kill('SIGKILL')
    assert.equal((await first.ended).signal, 'SIGKILL', 'it was killed before its end')

    gateway.status = 'down'
    gateway.bot.mood = 'takes'
    gateway.release()
    for (let run = 0; run < 8 && !alerted(gateway); run++) await next(gateway)
    assert.ok(alerted(gateway), 'the failing gateway was told of')
    assert.ok(gateway.restarts().begun <= 1, `restarted ${gateway.restarts().begun} times`)
    if (phase !== 'before restart') assert.equal(gateway.restarts().begun, 1, 'it was restarted')

    gateway.status = 'well'
    for (let run = 0; run < 4 && !resolved(gateway); run++) await next(gateway)
    assert.ok(resolved(gateway), 'its recovery was told')
    const alerts = new Set(told(gateway).map((one) => one.alert))
    assert.equal(alerts.size, 1, 'all messages are of one alert')
    assert.ok(gateway.restarts().begun <= 1, 'no restart after the recovery')
  } finally {
    await gateway.stop()
  }
}

async function next(gateway: WatchedGateway): Promise<void> {
  const run = await gateway.run(['--enable-restart'])
  assert.ok(run.exitCode === 0 || run.exitCode === 1, `exit code ${run.exitCode}: ${run.stderr}${run.stdout}`)
  JSON.parse(run.stdout)
}

function reached(phase: Phase, gateway: WatchedGateway): boolean {
  const there = (name: string) => existsSync(join(gateway.files(), name))
  if (phase === 'walk') return gateway.asked() > 0
  if (phase === 'before restart') return there('state.1.json')
  if (phase === 'during restart') return gateway.restarts().begun > 0
  if (phase === 'after restart') return there('result.1.json')
  return gateway.bot.calls.length > 0
}

const alerted = (gateway: WatchedGateway) => told(gateway).some((one) => one.head.endsWith('needs attention'))
const resolved = (gateway: WatchedGateway) => told(gateway).some((one) => one.head.endsWith('is well again'))
