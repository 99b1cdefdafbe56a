import { runCli, startCli } from '../test/support/cli.ts'
import { customGateway, serve, statusAt } from '../test/support/gateways.ts'
import { startRedis } from '../test/support/redis.ts'
import { makeSandbox } from '../test/support/sandbox.ts'
import { until } from '../test/support/until.ts'
import { build } from './build.ts'

// How many gateways a fleet watches: `npm run bench:monitor -- [gateways]` (1000). Each is one healthy status address;
// printed are gateways per minute with 1, 2 and 4 workers on this machine.
const count = Number(process.argv[2] ?? 1000)
const names = Array.from({ length: count }, (_, index) => `gateway-${index}`)
await build()
for (const workers of [1, 2, 4]) {
  const took = await measure(workers)
  const perMinute = Math.round((count * 60_000) / took)
  process.stdout.write(
    `${workers} workers: ${count} gateways in ${(took / 1000).toFixed(1)} s, ${perMinute} a minute\n`,
  )
}

/** How long it takes until every gateway was walked once, ms; the start of the workers is part of it. */
async function measure(workers: number): Promise<number> {
  const sandbox = makeSandbox()
  const redis = await startRedis()
  const seen = new Set<string>()
  const status = await serve((request, response) => {
    seen.add(request.url ?? '')
    response.setHeader('content-type', 'application/json').end('{"ok":true}')
  })
  const gateways = names.map((name) => [
    name,
    customGateway({ 'cli-status': [statusAt(`${status.url}/${name}`)] }),
  ])
  const config = sandbox.config({ gateways: Object.fromEntries(gateways) })
  const shared = ['--config', config, '--redis', `redis://127.0.0.1:${redis.port}`]
  const running: ReturnType<typeof startCli>[] = []
  try {
    await runCli(['monitor', 'schedule', ...shared, '--interval', '1h'], {
      env: sandbox.env,
      boundMs: 120_000,
    })
    const begun = performance.now()
    for (let index = 0; index < workers; index++) {
      const flags = ['--concurrency', '8', '--state', `${sandbox.root}/state`]
      running.push(
        startCli(['monitor', 'worker', ...shared, ...flags], { env: sandbox.env, boundMs: 600_000 }),
      )
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
