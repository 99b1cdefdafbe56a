import assert from 'node:assert/strict'
import { join } from 'node:path'
import { TOKEN, type WatchedGateway, watchedGateway } from '../monitor/gateway.ts'
import { killAt, mustHold, type Phase, prepare } from '../monitor/kill-round.ts'
import { longUsed } from '../monitor/long-used.ts'
import { type RunningCli, runCli, startCli } from '../support/cli.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'

const BESIDE = ['left', 'right']

/** Kills a BullMQ worker with SIGKILL in one phase of its round, while it watches two gateways more, and lets a worker
 *  on another host (with a directory of its own) go on: every gateway is walked again. */
export async function killWorkerRound(phase: Phase): Promise<void> {
  const redis = await startRedis()
  const gateway = await watchedGateway({ beside: BESIDE, slowRestart: phase === 'during restart' })
  const workers: RunningCli[] = []
  const work = (host: string) => {
    workers.push(worker(gateway, redis, host))
    return workers.at(-1) as RunningCli
  }
  try {
    await longUsed(redis.port, ['sample', ...BESIDE])
    prepare(phase, gateway)
    const scheduled = await runCli(['monitor', 'schedule', ...shared(gateway, redis)])
    assert.equal(scheduled.exitCode, 0, scheduled.stderr)
    const first = work('host-a')
    const killed = killAt(phase, gateway, first, join(gateway.sandbox.root, 'host-a', 'sample'))
    await killed
    const before = new Map(['sample', ...BESIDE].map((name) => [name, gateway.asked(name)]))
    work('host-b')
    const waiting = (ms: number) => (holds: () => boolean) => until(holds, { ms }).catch(() => {})
    await mustHold(phase, gateway, { alerted: waiting(15_000), resolved: waiting(15_000) })
    for (const [name, asked] of before)
      await until(() => gateway.asked(name) > asked + 1, { ms: 10_000 }).catch(() =>
        assert.fail(`${name} was forgotten`),
      )
  } finally {
    for (const { child } of workers) child.kill('SIGKILL')
    await Promise.all(workers.map((one) => one.ended))
    await Promise.all([gateway.stop(), redis.stop()])
  }
}

const shared = ({ config }: WatchedGateway, redis: RunningRedis) => [
  ...['--config', config, '--redis', `redis://127.0.0.1:${redis.port}`, '--interval', '1s'],
]

/** A worker whose locks are short, on a host of this name. */
function worker(gateway: WatchedGateway, redis: RunningRedis, host: string): RunningCli {
  const flags = ['--lock', '500ms', '--enable-restart', '--state', join(gateway.sandbox.root, host)]
  return startCli(['monitor', 'worker', ...shared(gateway, redis), ...flags], {
    env: { ...gateway.sandbox.env, FIRSTFAULT_TELEGRAM_TOKEN: TOKEN },
    boundMs: 60_000,
  })
}
