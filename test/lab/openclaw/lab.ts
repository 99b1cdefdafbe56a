import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Models, startModels } from '../../openclaw/models.ts'
import { freePort } from '../../openclaw/sandbox.ts'
import type { Prepared } from '../case.ts'
import {
  type BootRow,
  message,
  type SessionRows,
  type TaskRow,
  writeSessions,
  writeState,
} from './databases.ts'
import type { Knobs } from './gateway.ts'
import { piece } from './log.ts'

const GATEWAY = fileURLToPath(new URL('gateway.ts', import.meta.url))
const TOKEN = 'lab-token-91ad'

/** What a case changes of a gateway that is well. Times are epoch ms. */
export interface Scene {
  readonly running?: boolean
  readonly knobs?: Partial<Knobs>
  /** Laid over the configuration, part by part. */
  readonly config?: () => Readonly<Record<string, unknown>>
  readonly log?: (now: number) => readonly string[]
  readonly boots?: (now: number, pid: number) => readonly BootRow[]
  readonly tasks?: (now: number) => readonly TaskRow[]
  readonly sessions?: (now: number) => readonly SessionRows[]
  readonly disabled?: readonly string[]
  /** Leave the lock behind, with a pid that is not the gateway's. */
  readonly staleLock?: number
  /** Laid over the gateway's settings, part by part. */
  readonly settings?: (places: {
    readonly home: string
    readonly pid: number | null
  }) => Readonly<Record<string, unknown>>
  /** After all is written. */
  readonly finish?: (places: {
    readonly home: string
    readonly state: string
    readonly port: number
    readonly pid: number | null
  }) => Promise<(() => Promise<void>) | void>
}

/** Builds the home directory of a gateway and, where the scene says so, a process that stands in for it. */
export async function prepare(scene: Scene): Promise<Prepared> {
  const home = mkdtempSync(join(tmpdir(), 'firstfault-lab-openclaw-'))
  const state = join(home, '.openclaw')
  for (const part of ['state', 'agents/main/agent', 'tmp/openclaw-0'])
    mkdirSync(join(state, part), { recursive: true, mode: 0o700 })
  const [models, port] = [await startModels(), await freePort()]
  const knobs: Knobs = {
    port,
    token: TOKEN,
    failing: [],
    phase: 'started',
    plugins: ['anthropic', 'memory-core'],
    pluginErrors: [],
    runtime: 'auto',
    channels: {},
    ...scene.knobs,
  }
  const child = scene.running === false ? null : await start(knobs)
  const now = Date.now()
  const pid = child?.pid ?? null
  writeConfig(state, home, scene, { port, models })
  const log = scene.log ?? ((at) => [...piece('boot', at - 600_000), ...piece('answered', at - 60_000)])
  writeFileSync(join(home, 'gateway.log'), `${log(now).join('\n')}\n`)
  const boots = scene.boots ?? ((at, one) => [{ pid: one, startedAt: at - 600_000 }])
  writeState(join(state, 'state/openclaw.sqlite'), {
    boots: boots(now, pid ?? 1),
    tasks: (scene.tasks ?? ((at) => [{ status: 'succeeded', at: at - 60_000 }]))(now),
    disabled: scene.disabled ?? [],
  })
  const sessions =
    scene.sessions ??
    ((at) => [
      {
        key: 'agent:main:main',
        at: at - 60_000,
        events: [message('user', 'ping', at - 61_000), message('assistant', 'pong', at - 60_000)],
      },
    ])
  writeSessions(join(state, 'agents/main/agent/openclaw-agent.sqlite'), sessions(now))
  const holder = pid ?? scene.staleLock
  const uid = process.getuid?.() ?? 0
  if (holder) {
    mkdirSync(join(state, `tmp/openclaw-${uid}`), { recursive: true })
    const created = pid === null ? now - 86_400_000 * 400 : now
    writeFileSync(
      join(state, `tmp/openclaw-${uid}/gateway.state.lock`),
      JSON.stringify({ pid: holder, port, createdAt: new Date(created).toISOString() }),
    )
  }
  const undo = await scene.finish?.({ home, state, port, pid })
  const config = join(home, 'firstfault.json')
  writeFileSync(
    config,
    JSON.stringify({
      gateways: {
        openclaw: {
          system: 'openclaw',
          settings: { service: { manager: 'none' }, ...scene.settings?.({ home, pid }) },
        },
      },
    }),
  )
  const stop = async () => {
    await undo?.()
    await end(child)
    await models.stop()
    rmSync(home, { recursive: true, force: true })
  }
  return { config, env: { HOME: home, PATH: `${home}/bin:/usr/bin:/bin`, OPENCLAW_STATE_DIR: state }, stop }
}

function writeConfig(
  state: string,
  home: string,
  { config }: Scene,
  { port, models }: { port: number; models: Models },
): void {
  const file = join(state, 'openclaw.json')
  const base = {
    gateway: { mode: 'local', port, auth: { mode: 'token', token: TOKEN } },
    agents: { defaults: { model: { primary: 'mock/mock-1' } } },
    models: {
      providers: {
        mock: { baseUrl: `http://127.0.0.1:${models.port}/answers/v1`, api: 'openai-completions' },
      },
    },
    logging: { file: join(home, 'gateway.log') },
  }
  writeFileSync(file, JSON.stringify({ ...base, ...config?.() }), { mode: 0o600 })
}

async function start(knobs: Knobs): Promise<ChildProcess & { pid: number }> {
  const child = spawn(process.execPath, [GATEWAY, JSON.stringify(knobs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (child.stdout) await once(child.stdout, 'data')
  return child as ChildProcess & { pid: number }
}

async function end(child: ChildProcess | null): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}
