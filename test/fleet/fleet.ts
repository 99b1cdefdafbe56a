import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TOKEN } from '../monitor/gateway.ts'
import { startTelegram, type TelegramStandIn } from '../monitor/telegram-stand-in.ts'
import { type CliResult, type RunningCli, runCli, startCli } from '../support/cli.ts'
import { customGateway, type Serving, serve, statusAt } from '../support/gateways.ts'
import { makeSandbox, type Sandbox } from '../support/sandbox.ts'

/** Gateways that are all down, with restart commands that count, watched by workers on a Redis at this port. */
export interface Fleet {
  readonly sandbox: Sandbox
  readonly bot: TelegramStandIn
  /** Walks of this gateway so far. */
  readonly asked: (name: string) => number
  readonly restarts: (name: string) => number
  /** A configuration of these gateways; the others are left out. */
  readonly config: (names: readonly string[]) => string
  readonly schedule: (config: string) => Promise<CliResult>
  /** A worker whose locks and intervals are short, with its state directory on a host of this name. */
  readonly work: (config: string, host: string) => RunningCli
  readonly workers: readonly RunningCli[]
  readonly stop: () => Promise<void>
}

const SHORT = ['--interval', '1s', '--lock', '1s']

export async function openFleet(port: number): Promise<Fleet> {
  const sandbox = makeSandbox()
  const bot = await startTelegram()
  const asked = new Map<string, number>()
  const status: Serving = await serve((request, response) => {
    const gateway = request.url?.slice(1) ?? ''
    asked.set(gateway, (asked.get(gateway) ?? 0) + 1)
    response.writeHead(503, { 'content-type': 'application/json' }).end('{}')
  })
  const workers: RunningCli[] = []
  const redis = ['--redis', `redis://127.0.0.1:${port}`]
  const log = (name: string) => join(sandbox.root, `${name}.log`)
  const entry = (name: string) => {
    const script = sandbox.put(`${name}.sh`, `#!/bin/sh\necho restarted >> '${log(name)}'\n`, 0o755)
    return {
      ...customGateway({ 'cli-status': [statusAt(`${status.url}/${name}`)] }),
      monitor: { restart: { command: [script], mends: ['cli-status.unhealthy'] } },
    }
  }
  const monitor = { restartAfter: 1, alertAfter: 1, settleMs: 50, verifyMs: 50 }
  return {
    sandbox,
    bot,
    workers,
    asked: (name) => asked.get(name) ?? 0,
    restarts: (name) => {
      return existsSync(log(name)) ? readFileSync(log(name), 'utf8').split('\n').length - 1 : 0
    },
    config: (names) => {
      const gateways = Object.fromEntries(names.map((name) => [name, entry(name)]))
      return sandbox.config({ gateways, monitor: { ...monitor, telegram: { chat: '1', baseUrl: bot.url } } })
    },
    schedule: (config) => {
      return runCli(['monitor', 'schedule', '--config', config, ...redis, '--interval', '1s'], {
        env: sandbox.env,
      })
    },
    work: (config, host) => {
      const flags = [...SHORT, '--enable-restart', '--state', join(sandbox.root, host)]
      const worker = startCli(['monitor', 'worker', '--config', config, ...redis, ...flags], {
        env: { ...sandbox.env, FIRSTFAULT_TELEGRAM_TOKEN: TOKEN },
        boundMs: 60_000,
      })
      workers.push(worker)
      return worker
    },
    stop: async () => {
      for (const { child } of workers) child.kill('SIGKILL')
      await Promise.all(workers.map((one) => one.ended))
      await Promise.all([status.stop(), bot.stop()])
      sandbox.remove()
    },
  }
}
