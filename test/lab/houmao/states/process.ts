import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { startStranger } from '../../joelclaw/stranger.ts'
import { type Lab, startLab } from '../lab.ts'
import { SESSION } from '../places.ts'
import { putJson, stamp } from '../seed.ts'
import { fails, RESPECTED, type States, warns } from './state.ts'

/** Something else that listens on a free port. */
async function stranger(lab: Lab): Promise<number> {
  const other = await startStranger()
  lab.also(other.stop)
  return other.port
}

export function want({ places }: Lab, change: object): void {
  const desired = JSON.parse(readFileSync(places.desired, 'utf8')) as object
  putJson(places.desired, { ...desired, ...change })
}

/** Rewrites the execution file; the worker must be dead, or it takes it back. */
function rewrite(lab: Lab, change: object): void {
  putJson(lab.places.instance, { ...lab.instance(), ...change })
}

async function diedAndCleanedUp(lab: Lab): Promise<void> {
  await lab.end((await lab.attach()).pid, 'SIGKILL')
  lab.cleanUp()
  await sleep(1_500)
}

/** A run that the log tells of and that was over before the present session was made. */
export function startedAnHourAgo({ places }: Lab): void {
  const line = `${stamp(Date.now() - 3_600_000)} gateway started host=127.0.0.1 port=38405 attach_identity=local-interactive-1\n`
  appendFileSync(places.log, line + line)
}

/** Faults of the gateway process, its handle and its port. */
export const processFaults: States = {
  'sidecar-killed': {
    title: 'the gateway was killed and left everything behind',
    expect: fails('process', 'sidecar-dead', 'sidecar-gone'),
    apply: async (lab) => lab.end((await lab.attach()).pid, 'SIGKILL'),
  },
  'sidecar-frozen': {
    title: 'the gateway process is stopped by a signal',
    expect: fails('process', 'frozen', 'sidecar-gone'),
    apply: async (lab) => void process.kill((await lab.attach()).pid, 'SIGSTOP'),
  },
  'pid-reused': {
    title: 'the recorded pid is another program now',
    expect: fails('process', 'pid-reused', 'sidecar-gone'),
    apply: async (lab) => {
      await lab.end((await lab.attach()).pid, 'SIGKILL')
      rewrite(lab, { pid: process.pid })
    },
  },
  'orphan-sidecar': {
    title: 'the gateway lives and the session does not publish it',
    expect: fails('process', 'orphan-sidecar', 'orphan'),
    apply: async (lab) => {
      await lab.attach()
      lab.cleanUp()
    },
  },
  'orphan-behind-proxy': {
    title: 'an attach through a dead proxy failed and left a live gateway',
    expect: fails('process', 'orphan-sidecar', 'proxy-captured'),
    env: RESPECTED,
    apply: async (lab) => {
      await lab.attach()
      lab.cleanUp()
    },
  },
  'attach-failed-refused': {
    title: 'the gateway was started, died, and a failed attach cleaned up',
    expect: fails('process', 'attach-failed', 'sidecar-gone'),
    apply: diedAndCleanedUp,
  },
  'attach-failed-proxied': {
    title: 'the same in a shell with a dead proxy; the message was only "Connection refused"',
    expect: fails('process', 'attach-failed', 'proxy-captured'),
    env: RESPECTED,
    args: [
      '--symptom',
      'Timed out waiting for gateway health readiness on 127.0.0.1:38405. Last health probe error: [Errno 111] Connection refused',
    ],
    apply: diedAndCleanedUp,
  },
  'attach-port-taken': {
    title: 'the desired port of an earlier attach belongs to another program now',
    expect: fails('process', 'attach-port-taken', 'listener-collision'),
    apply: async (lab) => {
      const port = await stranger(lab)
      want(lab, { desired_port: port })
      await lab.launch({ port })
      lab.cleanUp()
    },
  },
  'port-was-taken': {
    title: 'the last start did not get its port, which is free again',
    expect: warns('listener-collision'),
    sees: ['process.attach-port-taken'],
    apply: async (lab) => {
      const other = await startStranger()
      want(lab, { desired_port: other.port })
      await lab.launch({ port: other.port })
      await other.stop()
      lab.cleanUp()
    },
  },
  'desired-port-taken': {
    title: 'the port that the next attach will ask for belongs to another program',
    expect: warns('listener-collision'),
    sees: ['process.desired-port-taken'],
    apply: async (lab) => want(lab, { desired_port: await stranger(lab) }),
  },
  'foreign-listener': {
    title: 'the gateway is dead and another program has taken its port',
    expect: fails('process', 'port-foreign', 'listener-collision'),
    apply: async (lab) => {
      await lab.end((await lab.attach()).pid, 'SIGKILL')
      rewrite(lab, { port: await stranger(lab) })
    },
  },
  'false-success': {
    title: "an attach reported success because another agent's gateway answered on the port",
    expect: fails('process', 'port-other-gateway', 'listener-collision'),
    apply: async (lab) => {
      const other = await startLab()
      lab.also(other.stop)
      const { port } = await other.attach()
      await lab.attach({ port })
    },
  },
  'two-sidecars': {
    title: 'two gateways write the same files',
    expect: fails('process', 'several-daemons', 'orphan'),
    apply: async (lab) => {
      await lab.attach()
      await lab.attach()
    },
  },
  'published-port-stale': {
    title: 'the session publishes a port of before',
    expect: fails('process', 'bindings-stale', 'sidecar-gone'),
    apply: async (lab) => {
      await lab.attach()
      lab.publish('HOUMAO_AGENT_GATEWAY_PORT', '38405')
    },
  },
  'handle-index-0': {
    title: 'the recorded handle names window 0',
    expect: fails('process', 'handle-invalid', 'dangerous-handle'),
    apply: async (lab) => {
      await lab.end((await lab.attach({ mode: 'auxiliary' })).pid, 'SIGKILL')
      rewrite(lab, { tmux_window_index: '0' })
    },
  },
  'handle-at-window-0': {
    title: 'the recorded window and pane are live as window 0',
    expect: fails('process', 'handle-at-agent-window', 'dangerous-handle'),
    apply: async (lab) => {
      await lab.end((await lab.attach()).pid, 'SIGKILL')
      const [window, pane] = lab
        .tmux('list-panes', '-t', `=${SESSION}:0`, '-F', '#{window_id} #{pane_id}')
        .trim()
        .split(' ')
      const handle = { tmux_window_id: window, tmux_window_index: '1', tmux_pane_id: pane }
      rewrite(lab, { execution_mode: 'tmux_auxiliary_window', ...handle })
    },
  },
  'auxiliary-window-closed': {
    title: 'somebody closed the window of the gateway',
    expect: fails('process', 'auxiliary-window-gone', 'sidecar-gone'),
    apply: async (lab) => {
      const { pid } = await lab.attach({ mode: 'auxiliary' })
      lab.tmux('kill-window', '-t', String(lab.instance().tmux_window_id))
      await lab.end(pid, 'SIGKILL').catch(() => undefined)
    },
  },
  'wrong-auxiliary-window': {
    title: 'the record names another auxiliary window, which looks just like it',
    expect: fails('process', 'handle-mismatch', 'wrong-window'),
    apply: async (lab) => {
      await lab.attach({ mode: 'auxiliary' })
      lab.knobs({ worker: 'dead' })
      const format = '#{window_id} #{window_index} #{pane_id}'
      const made = lab.tmux(
        'new-window',
        '-d',
        '-P',
        '-F',
        format,
        '-t',
        SESSION,
        '-n',
        'gateway',
        'sleep',
        '900',
      )
      const [tmux_window_id, tmux_window_index, tmux_pane_id] = made.trim().split(' ')
      await sleep(300)
      rewrite(lab, { tmux_window_id, tmux_window_index, tmux_pane_id })
    },
  },
  'window-renumbered': {
    title: 'the window of the gateway was moved to another index',
    expect: fails('process', 'handle-mismatch', 'wrong-window'),
    apply: async (lab) => {
      await lab.attach({ mode: 'auxiliary' })
      lab.tmux('move-window', '-s', String(lab.instance().tmux_window_id), '-t', `${SESSION}:7`)
    },
  },
  'port-closed': {
    title: 'the process lives and lost its listener',
    expect: fails('process', 'port-closed', 'sidecar-gone'),
    apply: async (lab) => {
      await lab.attach()
      lab.knobs({ listener: 'closed' })
      await sleep(1_500)
    },
  },
  'expected-not-attached': {
    title: 'the configuration expects a gateway, and none is attached',
    expect: fails('process', 'not-attached', 'not-attached'),
    apply: (lab) => lab.configure({ expect: 'attached' }),
  },
  'desired-config-broken': {
    title: 'the desired configuration has an unknown key',
    expect: fails('process', 'desired-config-invalid', 'desired-config-broken'),
    apply: (lab) => want(lab, { desired_prot: 38405 }),
  },
  'instance-half-written': {
    title: 'the execution file is cut',
    expect: fails('process', 'handle-invalid', 'dangerous-handle'),
    apply: async (lab) => {
      await lab.end((await lab.attach()).pid, 'SIGKILL')
      writeFileSync(lab.places.instance, '{"pid": 4')
    },
  },
}
