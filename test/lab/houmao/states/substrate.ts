import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { until } from '../../../support/until.ts'
import { stand } from '../../joelclaw/servers/http.ts'
import type { Lab } from '../lab.ts'
import { SESSION } from '../places.ts'
import { manifestOf, putJson, recordOf, stamp } from '../seed.ts'
import { fails, type States } from './state.ts'

export const OTHER_ID = '0f0e0d0c0b0a09080706050403020100'

/** A passive server that says this of every agent; the manifest names it. */
export async function passive(lab: Lab, said: { status: number; body: unknown }): Promise<void> {
  const server = await stand(({ url }) =>
    url === '/health'
      ? { status: 200, body: { status: 'ok', houmao_service: 'houmao-passive-server' } }
      : said,
  )
  lab.also(server.stop)
  nameServer(lab, server.url)
}

function nameServer({ places }: Lab, url: string): void {
  const attach = { api_base_url: url, managed_agent_ref: 'lab' }
  putJson(places.manifest, manifestOf(places, { gateway_authority: { attach, control: attach } }))
}

/** Faults of the tmux session and its metadata. */
export const substrateFaults: States = {
  'tmux-server-down': {
    title: 'no tmux server runs on the socket',
    expect: fails('substrate', 'tmux-server-down', 'session-gone'),
    apply: (lab) => void lab.tmux('kill-server'),
  },
  'tmux-server-stopped': {
    title: 'the tmux server takes connections and does not answer',
    expect: fails('substrate', 'tmux-silent', 'session-gone'),
    apply: (lab) => {
      const pid = Number(lab.tmux('display-message', '-p', '-t', SESSION, '#{pid}'))
      process.kill(pid, 'SIGSTOP')
      lab.also(() => process.kill(pid, 'SIGCONT'))
    },
  },
  'session-gone-prefix-lives': {
    title: 'the session is gone, and one whose name begins with its name lives',
    expect: fails('substrate', 'session-gone', 'session-gone'),
    apply: ({ tmux }) => {
      tmux('new-session', '-d', '-s', `${SESSION}-gpu`, 'sleep', '900')
      tmux('kill-session', '-t', `=${SESSION}`)
    },
  },
  'agent-window-killed': {
    title: 'window 0 was killed, the window of the gateway lives on',
    expect: fails('substrate', 'agent-window-missing', 'session-gone'),
    apply: async (lab) => {
      await lab.attach({ mode: 'auxiliary' })
      lab.tmux('kill-window', '-t', `=${SESSION}:0`)
    },
  },
  'agent-exited': {
    title: 'the agent exited and its pane was kept',
    expect: fails('substrate', 'agent-pane-dead', 'session-gone'),
    apply: async ({ tmux }) => {
      tmux('set-option', '-t', SESSION, 'remain-on-exit', 'on')
      tmux('respawn-pane', '-k', '-t', `=${SESSION}:0.0`, 'true')
      const dead = () => tmux('list-panes', '-t', `=${SESSION}:0`, '-F', '#{pane_dead}').trim() === '1'
      await until(dead, { ms: 3_000 })
    },
  },
  'metadata-missing': {
    title: 'the session publishes no metadata',
    expect: fails('substrate', 'metadata-missing', 'metadata-missing'),
    apply: (lab) => {
      lab.publish('HOUMAO_MANIFEST_PATH', null)
      lab.publish('HOUMAO_AGENT_ID', null)
    },
  },
  'metadata-marked-removed': {
    title: 'the variables are marked as removed',
    expect: fails('substrate', 'metadata-missing', 'metadata-missing'),
    apply: ({ tmux }) => {
      for (const name of ['HOUMAO_MANIFEST_PATH', 'HOUMAO_AGENT_ID'])
        tmux('set-environment', '-t', SESSION, '-r', name)
    },
  },
  'manifest-pointer-stale': {
    title: 'the runtime root was moved and the registry does not know the agent',
    expect: fails('substrate', 'manifest-pointer-stale', 'metadata-stale'),
    apply: (lab) => {
      lab.publish('HOUMAO_MANIFEST_PATH', `${lab.places.base}/moved/manifest.json`)
      rmSync(lab.places.record)
    },
  },
  'manifest-pointer-relative': {
    title: 'the manifest pointer is a relative path',
    expect: fails('substrate', 'manifest-invalid', 'metadata-stale'),
    apply: (lab) => {
      lab.publish('HOUMAO_MANIFEST_PATH', 'sessions/manifest.json')
      lab.publish('HOUMAO_AGENT_ID', OTHER_ID)
    },
  },
  'manifest-no-json': {
    title: 'the manifest is half written',
    expect: fails('substrate', 'manifest-invalid', 'metadata-stale'),
    apply: ({ places, publish }) => {
      publish('HOUMAO_AGENT_ID', OTHER_ID)
      writeFileSync(places.manifest, '{"schema_version": 4, "backend": "local')
    },
  },
  'manifest-old-schema': {
    title: 'the manifest has an older schema and no registry record helps',
    expect: fails('substrate', 'manifest-invalid', 'metadata-stale'),
    apply: ({ places }) => {
      putJson(places.manifest, manifestOf(places, { schema_version: 3 }))
      rmSync(places.record)
    },
  },
  'manifest-other-session': {
    title: 'the manifest belongs to another session',
    expect: fails('substrate', 'manifest-other-session', 'metadata-stale'),
    apply: ({ places, publish }) => {
      const name = 'HOUMAO-other-1763000000000'
      putJson(places.manifest, manifestOf(places, { tmux_session_name: name, tmux: { session_name: name } }))
      publish('HOUMAO_AGENT_ID', OTHER_ID)
    },
  },
  'agent-id-mismatch': {
    title: 'the manifest belongs to another agent',
    expect: fails('substrate', 'agent-id-mismatch', 'metadata-stale'),
    apply: ({ places }) => putJson(places.manifest, manifestOf(places, { agent_id: OTHER_ID })),
  },
  'lease-expired': {
    title: 'only the registry could help, and its lease has expired',
    expect: fails('substrate', 'registry-stale', 'metadata-stale'),
    apply: ({ places, publish }) => {
      publish('HOUMAO_MANIFEST_PATH', null)
      const liveness = { published_at: stamp(Date.now() - 9e7), lease_expires_at: stamp(Date.now() - 1e6) }
      putJson(places.record, recordOf(places, { liveness }))
    },
  },
  'backend-retired': {
    title: 'a session of the retired pair backend',
    expect: fails('substrate', 'backend-retired', 'metadata-stale'),
    apply: ({ places }) => putJson(places.manifest, manifestOf(places, { backend: 'houmao_server_rest' })),
  },
  'gateway-directory-gone': {
    title: 'the gateway directory was deleted under a live session',
    expect: fails('substrate', 'gateway-files-missing', 'metadata-stale'),
    apply: ({ places }) => rmSync(places.gateway, { recursive: true }),
  },
  'state-path-stale': {
    title: 'the session publishes the state file of another root',
    expect: fails('substrate', 'state-path-stale', 'metadata-stale'),
    apply: (lab) => lab.publish('HOUMAO_GATEWAY_STATE_PATH', '/somewhere/else/gateway/state.json'),
  },
  'session-recreated': {
    title: 'the session was made anew over the bindings of a dead gateway',
    expect: fails('substrate', 'session-recreated', 'metadata-stale'),
    apply: async (lab) => {
      const { pid } = await lab.attach()
      await lab.end(pid, 'SIGKILL')
      const hourAgo = Date.now() / 1000 - 3_600
      utimesSync(lab.places.instance, hourAgo, hourAgo)
    },
  },
  'agent-unknown': {
    title: 'the passive server does not know the agent',
    expect: fails('substrate', 'agent-unknown', 'unknown-agent'),
    apply: (lab) =>
      passive(lab, { status: 200, body: { status: 'unknown', detail: 'Agent not found: lab' } }),
  },
  'agent-unknown-retired-words': {
    title: 'a server answers in the words of the retired one',
    expect: fails('substrate', 'agent-unknown', 'unknown-agent'),
    apply: (lab) => passive(lab, { status: 404, body: { detail: 'Unknown managed agent `lab`.' } }),
  },
  'agent-offline': {
    title: 'the server looks at another tmux socket',
    expect: fails('substrate', 'agent-offline', 'unknown-agent'),
    apply: (lab) => passive(lab, { status: 200, body: { status: 'offline' } }),
  },
  'authority-unreachable': {
    title: 'the persisted server address leads nowhere',
    expect: fails('substrate', 'authority-unreachable', 'unknown-agent'),
    apply: async (lab) => {
      const server = await stand(() => 'silence')
      await server.stop()
      nameServer(lab, server.url)
    },
  },
}
