import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CliOptions, type CliResult, type RunningCli, startCli } from '../support/cli.ts'
import { customGateway, type Serving, serve, statusAt } from '../support/gateways.ts'
import { makeSandbox, type Sandbox } from '../support/sandbox.ts'
import { startTelegram, type TelegramStandIn } from './telegram-stand-in.ts'

/** A gateway to watch whose status is what the test says, and whose restart command appends a line to a file. */
export interface WatchedGateway {
  readonly sandbox: Sandbox
  /** The configuration file. */
  readonly config: string
  readonly bot: TelegramStandIn
  /** `down`: refuses with 503. `hangs`: takes the question and does not answer. */
  status: 'well' | 'down' | 'hangs'
  /** Questions that were asked so far, of this gateway or of one beside it. */
  readonly asked: (name?: string) => number
  /** Lines that the restart command wrote: one when it begins, one when it ends. */
  readonly restarts: () => { readonly begun: number; readonly ended: number }
  /** Lets a restart command that waits (`slowRestart`) come to its end. */
  readonly release: () => void
  /** The gateway's state directory. */
  readonly files: () => string
  readonly start: (args?: readonly string[], options?: CliOptions) => RunningCli
  readonly run: (args?: readonly string[], options?: CliOptions) => Promise<CliResult>
  readonly stop: () => Promise<void>
}

export const TOKEN = '987654321:AAF-stand-in-token-of-no-bot-111'

export interface GatewayOptions {
  readonly monitor?: Readonly<Record<string, unknown>>
  /** The restart command waits until it is released, 5 s at most. */
  readonly slowRestart?: boolean
  /** The restart command makes the gateway well. */
  readonly heals?: boolean
  /** More of the gateway's own `monitor` section. */
  readonly watch?: Readonly<Record<string, unknown>>
  /** Names of gateways beside it, which are well. */
  readonly beside?: readonly string[]
}

/** Everything acts at the first failing walk, and nothing waits long. */
const QUICK = {
  alertAfter: 1,
  restartAfter: 1,
  clearAfter: 1,
  settleMs: 150,
  verifyMs: 50,
  sendMs: 2_000,
  leaseMs: 300,
  patienceMs: 2_500,
}

export async function watchedGateway(options: GatewayOptions = {}): Promise<WatchedGateway> {
  const sandbox = makeSandbox()
  const bot = await startTelegram()
  const asked = new Map<string, number>()
  const server: Serving = await serve((request, response) => {
    const name = request.url?.slice(1) ?? ''
    asked.set(name, (asked.get(name) ?? 0) + 1)
    const healed = options.heals && existsSync(log) && readFileSync(log, 'utf8').includes('ended')
    if (name === 'sample' && self.status === 'hangs') return
    const well = name !== 'sample' || self.status === 'well' || healed
    response.writeHead(well ? 200 : 503, { 'content-type': 'application/json' }).end('{"ok":true}')
  })
  const log = join(sandbox.root, 'restarts.log')
  const go = join(sandbox.root, 'go')
  const wait = options.slowRestart
    ? `i=0; while [ ! -e '${go}' ] && [ $i -lt 100 ]; do sleep 0.05; i=$((i+1)); done`
    : ':'
  const script = `#!/bin/sh\necho begun >> '${log}'\n${wait}\necho ended >> '${log}'\n`
  const command = [sandbox.put('restart.sh', script, 0o755)]
  const checksOf = (name: string) => ({ 'cli-status': [statusAt(`${server.url}/${name}`)] })
  const beside = (options.beside ?? []).map((name) => [name, customGateway(checksOf(name))])
  const config = sandbox.config({
    gateways: {
      ...Object.fromEntries(beside),
      sample: {
        ...customGateway(checksOf('sample')),
        monitor: {
          restart: { command, mends: ['cli-status.unhealthy', 'cli-status.silent'] },
          ...options.watch,
        },
      },
    },
    monitor: { ...QUICK, telegram: { chat: '42', baseUrl: bot.url }, ...options.monitor },
  })
  const states = join(sandbox.root, 'state')
  const withDefaults = (args: readonly string[]) =>
    Object.entries({ '--config': config, '--state': states })
      .filter(([flag]) => !args.includes(flag))
      .flat()
  const start: WatchedGateway['start'] = (args = [], more = {}) =>
    startCli(['monitor', ...withDefaults(args), ...args], {
      ...more,
      env: { ...sandbox.env, FIRSTFAULT_TELEGRAM_TOKEN: TOKEN, ...more.env },
    })
  const self: WatchedGateway = {
    sandbox,
    config,
    bot,
    status: 'down',
    asked: (name = 'sample') => asked.get(name) ?? 0,
    restarts: () => {
      const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : []
      const count = (word: string) => lines.filter((line) => line === word).length
      return { begun: count('begun'), ended: count('ended') }
    },
    release: () => writeFileSync(go, ''),
    files: () => join(states, 'sample'),
    start,
    run: (args, more) => start(['--once', '--json', ...(args ?? [])], more).ended,
    stop: async () => {
      writeFileSync(go, '')
      await Promise.all([server.stop(), bot.stop()])
      sandbox.remove()
    },
  }
  return self
}

/** The messages that reached the chat, as kind and alert id. */
export function told({ bot }: WatchedGateway): readonly { readonly head: string; readonly alert: string }[] {
  return bot.calls
    .filter((call) => call.taken)
    .map(({ body }) => {
      const lines = body.text.split('\n')
      return { head: lines[0] ?? '', alert: lines.at(-1) ?? '' }
    })
}
