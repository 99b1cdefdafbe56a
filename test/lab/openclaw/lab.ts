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
  type IndexChange,
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
  /** Plugins that the configuration disables, which the index and the running gateway know. */
  readonly disabled?: readonly string[]
  /** What the index of plugins says; null: there is none. */
  readonly index?: IndexChange | null
  /** Programs on the gateway's PATH. */
  readonly programs?: readonly string[]
  /** Laid over the variables that the gateway was started with. */
  readonly env?: (home: string) => Readonly<Record<string, string>>
  /** Leave the lock behind, with a pid that is not the gateway's. */
  readonly staleLock?: number
  /** Laid over the gateway's settings, part by part. */
  readonly settings?: (places: {
    readonly home: string
    readonly pid: number | null
  }) => Readonly<Record<string, unknown>>
  /** No configuration names it: it has to be found in the home directory or among the containers. */
  readonly unnamed?: boolean
  /** After all is written. */
  readonly finish?: (places: {
    readonly home: string
    readonly state: string
    readonly port: number
    readonly pid: number | null
  }) => Promise<(() => Promise<void>) | void>
}

/** Builds the home directory of a gateway and, where the scene says so, a process that stands in for it. Whatever was
 *  begun is ended again, also when a later step fails. */
export async function prepare(scene: Scene): Promise<Prepared> {
  await using begun = new AsyncDisposableStack()
  const home = mkdtempSync(join(tmpdir(), 'firstfault-lab-openclaw-'))
  begun.defer(() => rmSync(home, { recursive: true, force: true }))
  const state = join(home, '.openclaw')
  for (const part of ['state', 'agents/main/agent', 'tmp/openclaw-0'])
    mkdirSync(join(state, part), { recursive: true, mode: 0o700 })
  const models = await startModels()
  begun.defer(() => models.stop())
  const port = await freePort()
  const knobs: Knobs = {
    port,
    token: TOKEN,
    failing: [],
    phase: 'started',
    plugins: ['anthropic', 'memory-core'].filter((id) => !scene.disabled?.includes(id)),
    pluginErrors: [],
    states: {},
    runtime: 'auto',
    channels: {},
    ...scene.knobs,
  }
  const child = scene.running === false ? null : start(knobs, ownEnv(home, scene))
  begun.defer(() => end(child))
  if (child?.stdout) await once(child.stdout, 'data')
  const now = Date.now()
  const pid = child?.pid ?? null
  writeConfig(state, home, scene, { port, models })
  const log = scene.log ?? ((at) => [...piece('boot', at - 600_000), ...piece('answered', at - 60_000)])
  writeFileSync(join(home, 'gateway.log'), `${log(now).join('\n')}\n`)
  const boots = scene.boots ?? ((at, one) => [{ pid: one, startedAt: at - 600_000 }])
  writeState(join(state, 'state/openclaw.sqlite'), {
    boots: boots(now, pid ?? 1),
    tasks: (scene.tasks ?? ((at) => [{ status: 'succeeded', at: at - 60_000 }]))(now),
    root: home,
    disabled: scene.disabled ?? [],
    index: scene.index === undefined ? {} : scene.index,
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
  if (undo) begun.defer(undo)
  const config = join(home, 'firstfault.json')
  writeFileSync(
    config,
    JSON.stringify(
      scene.unnamed ? {} : { gateways: { openclaw: named(home, scene.settings?.({ home, pid })) } },
    ),
  )
  const all = begun.move()
  const meant = scene.unnamed ? '' : state
  const env = { HOME: home, PATH: `${home}/bin:/usr/bin:/bin`, OPENCLAW_STATE_DIR: meant }
  return { config, env, stop: () => all.disposeAsync() }
}

/** Without a manager, and without the log that a real gateway of this machine may have in the usual place. */
const named = (home: string, settings: Readonly<Record<string, unknown>> = {}) => ({
  system: 'openclaw',
  settings: {
    service: { manager: 'none' },
    log: { directory: join(home, 'logs'), name: 'openclaw' },
    ...settings,
  },
})

function writeConfig(
  state: string,
  home: string,
  { config, disabled = [] }: Scene,
  { port, models }: { port: number; models: Models },
): void {
  const file = join(state, 'openclaw.json')
  const off = Object.fromEntries(disabled.map((plugin) => [plugin, { enabled: false }]))
  const base = {
    gateway: { mode: 'local', port, auth: { mode: 'token', token: TOKEN } },
    agents: { defaults: { model: { primary: 'mock/mock-1' } } },
    models: {
      providers: {
        mock: { baseUrl: `http://127.0.0.1:${models.port}/answers/v1`, api: 'openai-completions' },
      },
    },
    plugins: { entries: off },
    logging: { file: join(home, 'gateway.log') },
  }
  writeFileSync(file, JSON.stringify({ ...base, ...config?.() }), { mode: 0o600 })
}

/** The gateway looks for programs in a directory of its own only, whatever this machine has. */
function ownEnv(home: string, { programs = ['claude'], env }: Scene): Readonly<Record<string, string>> {
  const directory = join(home, 'programs')
  mkdirSync(directory, { recursive: true })
  for (const name of programs) writeFileSync(join(directory, name), '#!/bin/sh\n', { mode: 0o755 })
  return { HOME: home, PATH: directory, OPENCLAW_PATH_BOOTSTRAPPED: '1', ...env?.(home) }
}

/** A stand-in that says a word once it listens. */
function start(knobs: Knobs, env: Readonly<Record<string, string>>): ChildProcess {
  const words = [GATEWAY, JSON.stringify(knobs)]
  return spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'], env })
}

async function end(child: ChildProcess | null): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}
