import { describe, expect, it } from 'vitest'
import { judgeState } from '../../../checks/cli-status/houmao-state.ts'
import type { HttpAnswer } from '../../../src/host/http.ts'
import type { ProcessInfo } from '../../../src/host/processes.ts'
import { type AuthorityView, judgeAuthority } from '../../../src/systems/houmao/authority.ts'
import { judgeHandle } from '../../../src/systems/houmao/handle.ts'
import type { AuxiliaryInstance } from '../../../src/systems/houmao/instance.ts'
import { isSidecar } from '../../../src/systems/houmao/probes.ts'
import type { Notifier } from '../../../src/systems/houmao/queue.ts'
import { judgeNotifier } from '../../../src/systems/houmao/requests.ts'
import type { State } from '../../../src/systems/houmao/state.ts'
import type { Pane } from '../../../src/systems/houmao/tmux.ts'
import { NOW } from '../../support/fake-host.ts'
import { daemonProcess } from '../../support/processes.ts'

const agent: Pane = { windowId: '@0', windowIndex: 0, paneId: '%0', paneIndex: 0, dead: false, pid: 100 }
const own: Pane = { windowId: '@1', windowIndex: 1, paneId: '%1', paneIndex: 0, dead: false, pid: 200 }
const gateway: ProcessInfo = daemonProcess({ pid: 201, ppid: 200 })
const shell: ProcessInfo = daemonProcess({ pid: 200, ppid: 1 })

function handle(change: Partial<AuxiliaryInstance>): AuxiliaryInstance {
  return {
    schema_version: 1,
    protocol_version: 'v1',
    pid: 201,
    host: '127.0.0.1',
    port: 38405,
    managed_agent_instance_epoch: 1,
    managed_agent_instance_id: null,
    execution_mode: 'tmux_auxiliary_window',
    tmux_window_id: '@1',
    tmux_window_index: '1',
    tmux_pane_id: '%1',
    ...change,
  }
}

describe('a recorded handle', () => {
  const table: readonly (readonly [string, Partial<AuxiliaryInstance>, readonly Pane[], string | null])[] = [
    ['that fits', {}, [agent, own], null],
    ['among other windows', {}, [agent, own, { ...own, windowId: '@2', windowIndex: 2, paneId: '%2' }], null],
    ['whose window is the agent', { tmux_window_id: '@0' }, [agent, own], 'process.handle-at-agent-window'],
    ['whose pane is the agent', { tmux_pane_id: '%0' }, [agent, own], 'process.handle-at-agent-window'],
    [
      'in a second pane of window 0',
      { tmux_pane_id: '%5' },
      [agent, { ...agent, paneId: '%5', paneIndex: 1 }],
      'process.handle-at-agent-window',
    ],
    ['that is gone', {}, [agent], 'process.auxiliary-window-gone'],
    ['that is dead', {}, [agent, { ...own, dead: true }], 'process.auxiliary-window-gone'],
    ['of another window', { tmux_window_id: '@9' }, [agent, own], 'process.handle-mismatch'],
    ['of another index', { tmux_window_index: '4' }, [agent, own], 'process.handle-mismatch'],
    ['of a stranger', {}, [agent, { ...own, pid: 999 }], 'process.handle-mismatch'],
  ]
  it.each(table)('%s', (_, change, panes, code) => {
    const ancestry = [gateway, shell]
    const found = judgeHandle({ file: 'f', instance: handle(change), panes, ancestry, params: {} })
    expect(found?.code ?? null).toBe(code)
  })
})

describe('the stored status', () => {
  const idle: State = {
    schema_version: 1,
    attach_identity: 'x',
    gateway_health: 'healthy',
    managed_agent_connectivity: 'connected',
    managed_agent_recovery: 'idle',
    request_admission: 'open',
    active_execution: 'idle',
    queue_depth: 0,
  }
  const table: readonly (readonly [string, Partial<State>, number, string | null])[] = [
    ['fresh', {}, 200, null],
    ['of an idle worker that is silent', {}, 6_000, 'cli-status.heartbeat-stopped'],
    ['of a busy worker that is silent', { active_execution: 'running' }, 600_000, null],
    ['a little in the future', {}, -300, null],
    [
      'with another instance',
      { request_admission: 'blocked_reconciliation' },
      200,
      'cli-status.reconciliation-required',
    ],
    [
      'without its agent',
      { request_admission: 'blocked_unavailable', managed_agent_connectivity: 'unavailable' },
      200,
      'cli-status.agent-unavailable',
    ],
    ['of a busy headless agent', { request_admission: 'blocked_unavailable' }, 200, 'cli-status.agent-busy'],
  ]
  it.each(table)('%s', (_, change, age, code) => {
    const view = {
      path: 's',
      value: { ...idle, ...change },
      mtimeMs: NOW - age,
      now: NOW,
      heartbeatMs: 5_000,
      params: {},
    }
    expect(judgeState(view)?.code ?? null).toBe(code)
  })
})

describe('the server that a manifest names', () => {
  const json = (body: unknown, status = 200): HttpAnswer => ({
    ok: true,
    status,
    contentType: 'application/json',
    headers: {},
    body: JSON.stringify(body),
    truncated: false,
    durationMs: 3,
  })
  const well = json({ status: 'ok', houmao_service: 'houmao-passive-server' })
  const table: readonly (readonly [string, Partial<AuthorityView>, string | null])[] = [
    ['knows the gateway', { resolve: json({ status: 'live_with_gateway' }) }, null],
    ['knows none, and none is attached', { resolve: json({ status: 'live_without_gateway' }) }, null],
    [
      'knows none of an attached one',
      { resolve: json({ status: 'live_without_gateway' }), attached: true },
      'substrate.agent-without-gateway',
    ],
    ['does not know the agent', { resolve: json({ status: 'unknown' }) }, 'substrate.agent-unknown'],
    [
      'does not know it, in the older words',
      { resolve: json({ detail: 'Unknown managed agent `x`.' }, 404) },
      'substrate.agent-unknown',
    ],
    [
      'will see it soon',
      { resolve: json({ status: 'offline' }), publishedAgo: 4_000 },
      'substrate.agent-not-yet-known',
    ],
    [
      'will not see it',
      { resolve: json({ status: 'offline' }), publishedAgo: 60_000 },
      'substrate.agent-offline',
    ],
    ['has two', { resolve: json({ status: 'ambiguous' }) }, 'substrate.agent-ambiguous'],
    ['is another program', { health: json({ status: 'ok' }) }, 'substrate.authority-foreign'],
    [
      'is down',
      { health: { ok: false, problem: 'refused', message: 'refused' } },
      'substrate.authority-unreachable',
    ],
  ]
  it.each(table)('%s', (_, change, code) => {
    const view = { base: 'http://127.0.0.1:9891', ref: 'x', health: well, resolve: null, publishedAgo: null }
    const all = { ...view, attached: false, graceMs: 15_000, params: {}, ...change }
    expect(judgeAuthority(all)?.code ?? null).toBe(code)
  })
})

describe('the mail notifier', () => {
  const quiet: Notifier = {
    enabled: false,
    intervalMs: null,
    lastPollAt: null,
    lastError: null,
    outcomes: [],
  }
  const table: readonly (readonly [string, Partial<Notifier>, string | null])[] = [
    ['off', {}, null],
    ['on time', { enabled: true, intervalMs: 60_000, lastPollAt: NOW - 90_000 }, null],
    [
      'late',
      { enabled: true, intervalMs: 60_000, lastPollAt: NOW - 181_000 },
      'stdout-flow.notifier-stalled',
    ],
    ['switched off by an error', { lastError: 'mailbox gone' }, 'stdout-flow.notifier-failing'],
  ]
  it.each(table)('%s', (_, change, code) => {
    expect(judgeNotifier({ ...quiet, ...change }, NOW, 'q', {})?.code ?? null).toBe(code)
  })
})

it.each([
  ['python -m houmao.gateway_service --gateway-root /s/gateway --port 1', true],
  ['python -m houmao.gateway_service --gateway-root /s/gateway', true],
  ['python -m houmao.gateway_service --gateway-root /s/gateway2 --port 1', false],
  ['vim /s/gateway/state.json', false],
])('%s is the sidecar of /s/gateway: %s', (command, is) => {
  expect(isSidecar(daemonProcess({ command }), '/s/gateway')).toBe(is)
})
