import { appendFileSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { SESSION } from '../places.ts'
import { manifestOf, putJson, recordOf, stamp } from '../seed.ts'
import { startedAnHourAgo } from './process.ts'
import { DEAD_PROXY, isWell, RESPECTED, type States, warns } from './state.ts'
import { request } from './status.ts'
import { passive } from './substrate.ts'

/** States that look bad to a careless reader and are not. */
export const negatives: States = {
  'healthy-detached': {
    title: 'a detached gateway',
    expect: isWell,
    apply: async (lab) => void (await lab.attach()),
  },
  'healthy-auxiliary': {
    title: 'a gateway in a window of its own',
    expect: isWell,
    apply: async (lab) => void (await lab.attach({ mode: 'auxiliary' })),
  },
  'never-attached': { title: 'a session that never had a gateway', expect: isWell, apply: () => undefined },
  'detached-in-order': {
    title: 'the gateway was stopped in order',
    expect: isWell,
    apply: async (lab) => {
      await lab.end((await lab.attach()).pid, 'SIGTERM')
      lab.cleanUp()
    },
  },
  'crashed-before-relaunch': {
    title: 'a run without an end, of the session before the present one',
    expect: isWell,
    apply: startedAnHourAgo,
  },
  'several-windows': {
    title: 'more windows, some called gateway',
    expect: isWell,
    apply: async (lab) => {
      await lab.attach({ mode: 'auxiliary' })
      for (const name of ['gateway', 'shell', 'gateway'])
        lab.tmux('new-window', '-d', '-t', SESSION, '-n', name, 'sleep', '900')
    },
  },
  'old-bind-error': {
    title: 'a bind error of a start before the last one',
    expect: isWell,
    apply: async (lab) => {
      const line =
        "ERROR:    [Errno 98] error while attempting to bind on address ('127.0.0.1', 38405): address already in use\n"
      appendFileSync(lab.places.log, line)
      await lab.attach()
    },
  },
  'proxies-ignored': {
    title: 'proxies are set, and Houmao ignores them',
    expect: isWell,
    sees: ['cli-status.proxy-bypassed'],
    env: DEAD_PROXY,
    apply: async (lab) => void (await lab.attach()),
  },
  'proxies-spared': {
    title: 'proxies are respected, and NO_PROXY spares this machine',
    expect: isWell,
    env: { ...RESPECTED, no_proxy: 'localhost,127.0.0.1' },
    apply: async (lab) => void (await lab.attach()),
  },
  'busy-with-a-turn': {
    title: 'the worker does not beat while it carries out a request',
    expect: isWell,
    sees: ['stdout-flow.request-running'],
    apply: async (lab) => {
      const state = { active_execution: 'running', queue_depth: 1 }
      lab.knobs({ worker: 'idle', state })
      await lab.attach()
      request(lab, 'running', 60_000)
      await sleep(400)
      lab.knobs({ worker: 'dead', state })
      await sleep(1_700)
    },
  },
  'pointer-healed-by-registry': {
    title: 'the manifest pointer is bad and the registry mends it silently',
    expect: { ...warns('metadata-stale') },
    sees: ['substrate.manifest-pointer-stale'],
    apply: (lab) => lab.publish('HOUMAO_MANIFEST_PATH', `${lab.places.base}/moved/manifest.json`),
  },
  'discovery-catching-up': {
    title: 'the server has not seen a fresh agent yet',
    expect: warns('unknown-agent'),
    sees: ['substrate.agent-not-yet-known'],
    apply: async (lab) => {
      const liveness = { published_at: stamp(Date.now() - 1_000), lease_expires_at: stamp(Date.now() + 1e8) }
      putJson(lab.places.record, recordOf(lab.places, { liveness }))
      await passive(lab, { status: 200, body: { status: 'offline' } })
    },
  },
  'headless-turns': {
    title: 'a headless agent with a turn behind it',
    expect: isWell,
    apply: async (lab) => {
      putJson(lab.places.manifest, manifestOf(lab.places, { backend: 'claude_headless' }))
      putJson(`${lab.places.root}/manifest.turn-artifacts/turn-1/result.json`, { ok: true })
      await lab.attach()
    },
  },
  'prompt-delivered': {
    title: 'a real prompt goes through',
    expect: isWell,
    args: ['--e2e', 'answer'],
    apply: async (lab) => void (await lab.attach()),
  },
  'diagnostics-wanted-later': {
    title: 'the diagnostic log begins with the next start',
    expect: isWell,
    sees: ['error-log.diagnostics-pending'],
    apply: async (lab) => {
      await lab.attach()
      const desired = JSON.parse(readFileSync(lab.places.desired, 'utf8')) as object
      await sleep(1_100)
      putJson(lab.places.desired, { ...desired, desired_diagnostic_logging: { enabled: true } })
    },
  },
}
