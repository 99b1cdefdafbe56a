import { runCli, startCli } from '../support/cli.ts'
import { customGateway, serve, statusAt } from '../support/gateways.ts'
import { startRedis } from '../support/redis.ts'
import { makeSandbox } from '../support/sandbox.ts'
import { until } from '../support/until.ts'
import type { Row, Size } from './row.ts'

/** How many gateways a fleet walks in a minute with 1, 2 and 4 workers, each beside one worker. Every gateway is a
 *  healthy status address on loopback; the start of the workers is part of it. */
export async function fleetRows({ gateways }: Pick<Size, 'gateways'>): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const workers of [1, 2, 4]) {
    const value = Math.round((gateways * 60_000) / (await walkAll(gateways, workers)))
    const ratio = Math.round((value / (rows[0]?.value ?? value)) * 100) / 100
    const name = `fleet of ${gateways} gateways, ${workers} worker${workers === 1 ? '' : 's'}`
    rows.push({ name, value, unit: 'gateways/min', ratio, aim: 'report', holds: true })
  }
  return rows
}

/** How long it takes until every gateway was walked once, ms. */
async function walkAll(count: number, workers: number): Promise<number> {
  const sandbox = makeSandbox()
  const redis = await startRedis()
  const seen = new Set<string>()
  const status = await serve((request, response) => {
    seen.add(request.url ?? '')
    response.setHeader('content-type', 'application/json').end('{"ok":true}')
  })
  const entry = (name: string) => customGateway({ 'cli-status': [statusAt(`${status.url}/${name}`)] })
  const names = Array.from({ length: count }, (_, index) => `gateway-${index}`)
  const config = sandbox.config({ gateways: Object.fromEntries(names.map((name) => [name, entry(name)])) })
  const flags = ['--config', config, '--redis', `redis://127.0.0.1:${redis.port}`, '--interval', '1h']
  const running: ReturnType<typeof startCli>[] = []
  try {
    const scheduled = await runCli(['monitor', 'schedule', ...flags], { env: sandbox.env, boundMs: 120_000 })
    if (scheduled.exitCode !== 0) throw new Error(`the fleet could not be scheduled: ${scheduled.stderr}`)
    const begun = performance.now()
    for (let index = 0; index < workers; index++) {
      const own = ['--concurrency', '8', '--state', `${sandbox.root}/state`]
      const options = { env: sandbox.env, boundMs: 600_000 }
      running.push(startCli(['monitor', 'worker', ...flags, ...own], options))
    }
    await until(() => seen.size === count, { ms: 590_000 })
    return performance.now() - begun
  } finally {
    for (const { child } of running) child.kill('SIGKILL')
    await Promise.all(running.map((one) => one.ended))
    await Promise.all([redis.stop(), status.stop()])
    sandbox.remove()
  }
}
