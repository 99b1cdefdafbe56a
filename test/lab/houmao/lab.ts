import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { until } from '../../support/until.ts'
import { atTheEnd } from '../joelclaw/last-rites.ts'
import { AGENT_ID, type Places, placesIn, SESSION } from './places.ts'
import { putJson, recordOf, seedFiles } from './seed.ts'
import type { Knobs } from './sidecar/knobs.ts'

const MAIN = fileURLToPath(new URL('./sidecar/main.ts', import.meta.url))
const SERVICE = ['-m', 'houmao.agents.realm_controller.gateway_service']

export interface AttachOptions {
  readonly mode?: 'detached' | 'auxiliary'
  readonly port?: number
  /** Another gateway directory, for a gateway of another agent. */
  readonly gateway?: string
}

/** One Houmao agent: a real tmux session on a server of its own, real files, and a gateway process on demand. */
export interface Lab {
  readonly places: Places
  readonly config: string
  /** Runs tmux on the lab's server; gives what it printed. */
  tmux(...args: readonly string[]): string
  /** Sets a variable of the session's environment, or takes it out. */
  publish(name: string, value: string | null): void
  knobs(knobs: Knobs): void
  /** Starts a gateway and publishes it as an attach does; gives its pid and port. */
  attach(options?: AttachOptions): Promise<{ readonly pid: number; readonly port: number }>
  /** Starts a gateway process and publishes nothing; resolves when it has ended or serves. */
  launch(options?: AttachOptions): Promise<void>
  instance(): { readonly pid: number; readonly port: number } & Readonly<Record<string, unknown>>
  /** Ends a gateway process and waits for its end. */
  end(pid: number, signal: NodeJS.Signals): Promise<void>
  /** Removes what an attach publishes, as the clean-up of a failed attach or a detach does. */
  cleanUp(): void
  configure(settings: object): void
  /** Something to undo at the end. */
  also(undo: () => Promise<unknown> | unknown): void
  stop(): Promise<void>
}

/** The four variables that live only while a gateway is attached. */
const LIVE = [
  'HOUMAO_AGENT_GATEWAY_HOST',
  'HOUMAO_AGENT_GATEWAY_PORT',
  'HOUMAO_GATEWAY_STATE_PATH',
  'HOUMAO_GATEWAY_PROTOCOL_VERSION',
]

/** Starts an agent whose session could have a gateway and has none. Everything ends with `stop()`, or with this
 *  process. */
export async function startLab(): Promise<Lab> {
  const places = placesIn(mkdtempSync(join(tmpdir(), 'firstfault-houmao-')))
  // Where tmux itself looks with TMUX_TMPDIR set to the lab's directory.
  const socket = join(places.base, `tmux-${process.getuid?.() ?? 0}`, 'default')
  mkdirSync(dirname(socket), { mode: 0o700 })
  const undo: (() => Promise<unknown> | unknown)[] = []
  const pids = new Set<number>()
  // The variables of the operator's own session must not lead tmux to another server.
  const { TMUX: _, TMUX_PANE: __, ...own } = process.env
  const env = { ...own, NODE_NO_WARNINGS: '1' }

  const tmux = (...args: readonly string[]) =>
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  const publish: Lab['publish'] = (name, value) => {
    tmux('set-environment', '-t', SESSION, ...(value === null ? ['-u', name] : [name, value]))
  }
  const readInstance: Lab['instance'] = () => JSON.parse(readFileSync(places.instance, 'utf8'))
  const configure: Lab['configure'] = (more) =>
    putJson(places.config, {
      gateways: {
        lab: {
          system: 'houmao',
          settings: {
            agent: 'HOUMAO-lab',
            agentId: AGENT_ID,
            session: SESSION,
            sessionRoot: places.root,
            registry: places.registry,
            tmux: { socket },

            thresholds: { httpMs: 1_000, tmuxMs: 1_500, heartbeatMs: 1_500, e2eMs: 4_000, readyMs: 1_200 },
            ...more,
          },
        },
      },
    })

  const launch: Lab['launch'] = async ({ mode = 'detached', port = 0, gateway = places.gateway } = {}) => {
    const log = join(gateway, 'logs/gateway.log')
    const before = existsSync(log) ? readFileSync(log, 'utf8').length : 0
    const args = [MAIN, ...SERVICE, '--gateway-root', gateway, '--host', '127.0.0.1', '--port', String(port)]
    let ended = false
    if (mode === 'detached') {
      const out = openSync(log, 'a')
      const child = spawn(process.execPath, args, { env, detached: true, stdio: ['ignore', out, out] })
      closeSync(out)
      child.unref()
      if (child.pid) pids.add(child.pid)
      void once(child, 'exit').then(() => {
        ended = true
      })
    } else {
      const handle = (part: string) => `$(tmux display-message -p -t "$TMUX_PANE" '#{${part}}')`
      const script = [
        'export HOUMAO_GATEWAY_EXECUTION_MODE=tmux_auxiliary_window HOUMAO_GATEWAY_TMUX_PANE_ID="$TMUX_PANE"',
        `export HOUMAO_GATEWAY_TMUX_WINDOW_ID="${handle('window_id')}" HOUMAO_GATEWAY_TMUX_WINDOW_INDEX="${handle('window_index')}"`,
        `'${process.execPath}' ${args.map((word) => `'${word}'`).join(' ')} 2>&1 | tee -a '${log}'`,
      ].join('\n')
      tmux('new-window', '-d', '-t', SESSION, '-n', 'gateway', 'bash', '-c', script)
    }
    const serves = () =>
      existsSync(log) && readFileSync(log, 'utf8').slice(before).includes('gateway started')
    await until(() => ended || serves(), { ms: 8_000 })
  }

  const attach: Lab['attach'] = async (options = {}) => {
    await launch(options)
    await until(() => existsSync(places.instance), { ms: 3_000 })
    const { pid, port } = readInstance()
    pids.add(pid)
    publish('HOUMAO_AGENT_GATEWAY_HOST', '127.0.0.1')
    publish('HOUMAO_AGENT_GATEWAY_PORT', String(port))
    publish('HOUMAO_GATEWAY_STATE_PATH', places.state)
    publish('HOUMAO_GATEWAY_PROTOCOL_VERSION', 'v1')
    putJson(places.record, recordOf(places, { gateway: { host: '127.0.0.1', port, protocol_version: 'v1' } }))
    return { pid, port }
  }

  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  const lab: Lab = {
    places,
    config: places.config,
    tmux,
    publish,
    knobs: (knobs) => {
      const path = join(places.gateway, 'lab-knobs.json')
      putJson(`${path}.new`, knobs)
      renameSync(`${path}.new`, path)
    },
    attach,
    launch,
    instance: readInstance,
    end: async (pid, signal) => {
      process.kill(pid, signal)
      await until(() => !alive(pid), { ms: 5_000 })
    },
    cleanUp: () => {
      for (const name of LIVE) publish(name, null)
      rmSync(places.instance, { force: true })
      rmSync(places.pidFile, { force: true })
      const state = JSON.parse(readFileSync(places.state, 'utf8')) as object
      putJson(places.state, {
        ...state,
        gateway_health: 'not_attached',
        gateway_host: null,
        gateway_port: null,
      })
      putJson(places.record, recordOf(places))
    },
    configure,
    also: (step) => undo.push(step),
    stop,
  }

  const endAll = () => {
    for (const pid of pids) if (alive(pid)) process.kill(pid, 'SIGKILL')
    try {
      tmux('kill-server')
    } catch {
      // No server is left.
    }
  }
  undo.push(() => rm(places.base, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }), endAll)
  undo.push(
    atTheEnd(() => {
      endAll()
      rmSync(places.base, { recursive: true, force: true })
    }),
  )
  try {
    seedFiles(places)
    configure({})
    tmux('new-session', '-d', '-s', SESSION, '-n', 'agent', '-x', '80', '-y', '24', 'sleep', '900')
    publish('HOUMAO_MANIFEST_PATH', places.manifest)
    publish('HOUMAO_AGENT_ID', AGENT_ID)
    publish('HOUMAO_AGENT_DEF_DIR', places.agentDef)
    return lab
  } catch (error) {
    await stop()
    throw error
  }
}

/** A zombie that its parent has not collected yet counts as dead. */
function alive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return !/^\d+ \(.*\) Z/.test(stat)
  } catch {
    return false
  }
}
