import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Code } from '../../../src/catalog/codes/index.ts'
import type { LayerId } from '../../../src/core/layer.ts'
import { takePort } from '../../openclaw/foreign.ts'
import type { Case } from '../case.ts'
import { message } from './databases.ts'
import { prepare, type Scene } from './lab.ts'
import { piece, record } from './log.ts'

const SYSTEM = { system: 'openclaw', args: [], sees: [] as readonly Code[] }

function fault(
  name: string,
  title: string,
  code: Code,
  scenario: string | null,
  scene: Scene,
  sees: readonly Code[] = [],
): Case {
  const layer = code.split('.')[0] as LayerId
  return {
    ...SYSTEM,
    name: `openclaw-${name}`,
    title,
    kind: 'fault',
    expect: { verdict: 'failed', layer, code, scenario },
    sees,
    prepare: () => prepare(scene),
  }
}

function warned(
  name: string,
  title: string,
  scenario: string | null,
  sees: readonly Code[],
  scene: Scene,
): Case {
  return {
    ...SYSTEM,
    name: `openclaw-${name}`,
    title,
    kind: 'fault',
    expect: { verdict: 'degraded', layer: null, code: null, scenario },
    sees,
    prepare: () => prepare(scene),
  }
}

function negative(
  name: string,
  title: string,
  scene: Scene,
  verdict: 'healthy' | 'degraded' = 'healthy',
): Case {
  return {
    ...SYSTEM,
    name: `openclaw-${name}`,
    title,
    kind: 'negative',
    expect: { verdict, layer: null, code: null, scenario: null },
    prepare: () => prepare(scene),
  }
}

const boot = (now: number) => piece('boot', now - 600_000)
const NOBODY = 4_194_303
const runtime = (id: string, more: object = {}) => ({
  agents: {
    defaults: {
      model: { primary: 'anthropic/claude-opus-5', ...more },
      models: { 'anthropic/claude-opus-5': { agentRuntime: { id } } },
    },
  },
})
const lost = (words: string) => (now: number) => [
  ...boot(now),
  record(
    'gateway/ws',
    'INFO',
    `⇄ res ✗ agent errorCode=UNAVAILABLE errorMessage=${words} runId=run-lost conn=c id=2`,
    now - 30_000,
  ),
]

/** Processes, starts and the configuration they need. */
const life: readonly Case[] = [
  fault('stopped', 'stopped in order', 'process.not-running', 'openclaw.stopped', {
    running: false,
    boots: (now) => [
      {
        pid: 7,
        startedAt: now - 900_000,
        endedAt: now - 300_000,
        outcome: 'clean_stop',
        reason: 'stop (SIGTERM)',
      },
    ],
  }),
  fault('killed', 'killed: its lock stays and names nobody', 'process.not-running', 'openclaw.stopped', {
    running: false,
    staleLock: NOBODY,
    boots: (now) => [{ pid: NOBODY, startedAt: now - 900_000 }],
  }),
  fault('pid-reused', "the lock's pid is another process now", 'process.not-running', 'openclaw.stopped', {
    running: false,
    staleLock: 1,
    boots: (now) => [{ pid: 1, startedAt: now - 900_000 }],
  }),
  fault('start-refused', 'the last start was refused', 'process.start-refused', 'openclaw.start-refused', {
    running: false,
    boots: (now) => [
      {
        pid: 7,
        startedAt: now - 60_000,
        endedAt: now - 58_000,
        outcome: 'startup_failed',
        reason: 'Invalid config at ~/.openclaw/openclaw.json: gateway: Unrecognized key: "prot"',
      },
    ],
  }),
  fault(
    'crash-burst',
    'three starts within minutes were killed',
    'process.not-running',
    'openclaw.stopped',
    { running: false, boots: (now) => [1, 2, 3].map((n) => ({ pid: n, startedAt: now - n * 60_000 })) },
    ['process.crash-burst'],
  ),
  fault('state-damaged', 'the shared database was overwritten', 'process.state-damaged', null, {
    finish: async ({ state }) => overwrite(join(state, 'state/openclaw.sqlite')),
  }),
  fault('frozen', 'the process is stopped by a signal', 'process.frozen', 'openclaw.frozen', {
    finish: async ({ pid }) => void process.kill(pid ?? 0, 'SIGSTOP'),
  }),
  fault(
    'port-taken',
    'a web server has its port',
    'process.not-running',
    'openclaw.port-taken',
    { running: false, finish: async ({ port }) => takePort(port) },
    ['process.port-foreign'],
  ),
  warned(
    'will-not-restart',
    'the configuration was cut under the running gateway',
    'openclaw.will-not-restart',
    ['process.config-invalid'],
    { finish: async ({ state }) => writeFileSync(join(state, 'openclaw.json'), '{ "gateway": {') },
  ),
  warned(
    'config-removed',
    'the configuration was removed under the running gateway',
    'openclaw.will-not-restart',
    ['process.config-missing'],
    { finish: async ({ state }) => rmSync(join(state, 'openclaw.json')) },
  ),
]

/** What the running gateway says of itself. */
const status: readonly Case[] = [
  fault('draining', 'it is shutting down', 'cli-status.draining', null, { knobs: { phase: 'draining' } }),
  fault('not-ready', 'an agent database is not admitted', 'cli-status.unhealthy', null, {
    knobs: { failing: ['agent-database:main'] },
  }),
  fault(
    'token-drift',
    'another token than the configuration',
    'cli-status.token-mismatch',
    'openclaw.token-drift',
    { knobs: { token: 'the-old-one' } },
  ),
  fault(
    'ghost-harness',
    'a runtime that nobody registers',
    'cli-status.harness-unowned',
    'openclaw.harness-unowned',
    { config: () => runtime('ghost-harness') },
  ),
  fault(
    'codex-missing',
    'a runtime of a plugin that is not installed',
    'cli-status.harness-unowned',
    'openclaw.harness-unowned',
    { config: () => runtime('codex') },
  ),
  fault(
    'harness-disabled',
    'the plugin of the runtime is disabled',
    'cli-status.harness-unowned',
    'openclaw.harness-unowned',
    { config: () => runtime('claude-cli'), disabled: ['anthropic'] },
  ),
  fault(
    'harness-disabled-since',
    'the plugin was disabled after the index was written',
    'cli-status.harness-unowned',
    'openclaw.harness-unowned',
    { config: () => ({ ...runtime('claude-cli'), plugins: { entries: { anthropic: { enabled: false } } } }) },
  ),
  fault(
    'harness-same-fallback',
    'the fallbacks need the same harness',
    'cli-status.harness-unowned',
    'openclaw.harness-unowned',
    {
      config: () => ({
        agents: {
          list: [
            {
              id: 'main',
              model: { primary: 'claude-cli/claude-opus-4-7', fallbacks: ['claude-cli/claude-sonnet-4-6'] },
            },
          ],
        },
      }),
      disabled: ['anthropic'],
    },
  ),
  warned(
    'harness-other-fallback',
    'a fallback on another runtime answers',
    'openclaw.harness-unowned',
    ['cli-status.harness-unowned'],
    { config: () => runtime('ghost-harness', { fallbacks: ['mock/mock-1'] }) },
  ),
  fault(
    'harness-late',
    'an enabled harness was not registered when a turn came',
    'cli-status.harness-registered-late',
    'openclaw.harness-race',
    {
      config: () => runtime('claude-cli'),
      log: lost('Requested agent harness "claude-cli" is not registered.'),
      tasks: () => [],
    },
  ),
  fault(
    'harness-late-telegram',
    'the same through Telegram, as 2026.5.4 wrote it',
    'cli-status.harness-registered-late',
    'openclaw.harness-race',
    {
      config: () => runtime('claude-cli'),
      tasks: () => [],
      log: (now) => [
        ...boot(now),
        record(
          'diagnostic',
          'INFO',
          'message dispatch completed: channel=telegram sessionId=unknown sessionKey=agent:main:telegram:direct:7 source=replyResolver outcome=error duration=17696ms error="MissingAgentHarnessError: Requested agent harness "claude-cli" is not registered."',
          now - 30_000,
        ),
      ],
    },
  ),
  warned('channel-down', 'a channel account does not run', null, ['cli-status.channel-stopped'], {
    knobs: {
      channels: {
        telegram: [
          {
            accountId: 'default',
            enabled: true,
            configured: true,
            running: false,
            lastError: '401: Unauthorized',
          },
        ],
      },
    },
  }),
  warned('plugin-failed', 'a plugin failed to load', null, ['cli-status.plugin-failed'], {
    knobs: { pluginErrors: ['telegram'] },
  }),
]

/** How turns end. */
const turns: readonly Case[] = [
  fault('key-refused', 'the provider refuses the key', 'error-log.auth-failed', 'openclaw.key-refused', {
    log: (now) => [...boot(now), ...piece('refused-401', now - 30_000)],
    tasks: () => [],
  }),
  fault(
    'key-cooldown',
    'the key is refused and then held back',
    'error-log.auth-failed',
    'openclaw.key-refused',
    {
      log: (now) => [...boot(now), ...piece('refused-401', now - 30_000), ...piece('cooldown', now - 20_000)],
      tasks: () => [],
    },
  ),
  fault('no-credit', 'the account has no credit', 'error-log.quota-exhausted', 'openclaw.key-refused', {
    log: (now) => [...boot(now), ...piece('billing-402', now - 30_000)],
    tasks: () => [],
  }),
  fault('model-unknown', 'the provider does not know the model', 'error-log.model-not-found', null, {
    log: (now) => [...boot(now), ...piece('unknown-model-404', now - 30_000)],
    tasks: () => [],
  }),
  fault('garbage', 'the stream cannot be read', 'error-log.answer-unreadable', null, {
    log: (now) => [...boot(now), ...piece('garbage', now - 30_000)],
    tasks: () => [],
  }),
  fault('empty', 'the model answers with nothing', 'error-log.answer-empty', null, {
    log: (now) => [...boot(now), ...piece('empty', now - 30_000)],
    tasks: () => [],
  }),
  fault(
    'retrying',
    'a turn is being tried again',
    'error-log.provider-unreachable',
    'openclaw.provider-trouble',
    { log: (now) => [...boot(now), ...piece('retrying', now - 2_000)], tasks: () => [] },
  ),
  fault(
    'database-alone',
    'the log is gone, the database tells of a failed turn',
    'error-log.auth-failed',
    'openclaw.key-refused',
    {
      log: () => [],
      tasks: (now) => [
        {
          status: 'failed',
          at: now - 30_000,
          error: 'Authentication failed (provider returned HTTP 401). Your provider token may have expired.',
        },
      ],
    },
  ),
  fault(
    'channels-suppressed',
    'the crash-loop breaker keeps the channels down',
    'error-log.channels-suppressed',
    'openclaw.channels-suppressed',
    {
      log: (now) => [
        ...boot(now),
        record(
          'gateway',
          'WARN',
          'channel autostart suppressed by crash-loop breaker; refusing automatic start for telegram',
          now - 60_000,
        ),
      ],
    },
  ),
  fault('stalled', 'a turn shows no sign', 'stdout-flow.turn-stalled', null, {
    settings: { thresholds: { turnStuckMs: 100 } },
    tasks: (now) => [{ status: 'running', at: now }],
  }),
  fault(
    'row-damaged',
    'a row of a conversation was cut',
    'session-transcript.row-invalid',
    'openclaw.damaged-session',
    {
      sessions: (now) => [
        {
          key: 'agent:main:main',
          at: now - 60_000,
          events: [
            message('user', 'ping', now - 61_000),
            message('assistant', 'pong', now - 60_000),
            '{"type":"message","id":"cu',
          ],
        },
      ],
    },
  ),
  fault('unanswered', 'the newest message has no answer', 'session-transcript.unanswered', null, {
    sessions: (now) => [
      {
        key: 'agent:main:main',
        at: now - 600_000,
        status: 'running',
        events: [message('user', 'ping', now - 600_000)],
      },
    ],
  }),
  fault('provider-down', 'nobody listens at the address of the provider', 'model-api.unreachable', null, {
    config: () => ({
      models: { providers: { mock: { baseUrl: 'http://127.0.0.1:9/v1', api: 'openai-completions' } } },
    }),
  }),
]

/** What looks bad and is not. */
const negatives: readonly Case[] = [
  negative('healthy', 'all is well', {}),
  negative('client-flood', 'clients wrote their errors into its log', {
    log: (now) => [
      ...boot(now),
      ...Array.from({ length: 400 }, (_, n) =>
        record(
          'openclaw',
          'ERROR',
          `[openclaw] Reason: Requested agent harness "claude-cli" is not registered. (${n})`,
          now - 50_000,
        ),
      ),
      ...piece('answered', now - 10_000),
    ],
  }),
  negative('quoted-words', 'an answer quotes the words of an error', {
    log: (now) => [
      ...boot(now),
      record(
        'openclaw',
        'INFO',
        'Gateway failed to start: that is what your log says.',
        now - 20_000,
      ).replace('{"0"', '{"traceId":"08f5","0"'),
    ],
  }),
  negative('recovered', 'the key was renewed and turns are answered again', {
    log: (now) => [...boot(now), ...piece('refused-401', now - 900_000), ...piece('answered', now - 30_000)],
  }),
  negative('heartbeats', 'heartbeats without a channel end as failed tasks', {
    tasks: (now) => [
      { status: 'failed', at: now - 20_000, error: 'heartbeat skipped: no-route', runtime: 'cron' },
      { status: 'succeeded', at: now - 60_000 },
    ],
  }),
  negative('slow-disk', 'slow database writes on a loaded disk', {
    log: (now) => [
      ...boot(now),
      record('session-sqlite', 'WARN', 'slow SQLite session write {"elapsedMs":1891}', now - 20_000),
      record('session-sqlite', 'WARN', 'SQLite reclamation Worker failed', now - 19_000),
    ],
  }),
  negative('old-crash', 'a run of long ago was killed', {
    boots: (now, pid) => [
      { pid, startedAt: now - 600_000 },
      { pid: 7, startedAt: now - 86_400_000 },
    ],
  }),
  negative('ended-by-hand', 'somebody ended the newest turn himself', {
    sessions: (now) => [
      {
        key: 'agent:main:main',
        at: now - 30_000,
        status: 'killed',
        events: [
          message('user', 'ping', now - 31_000),
          message('assistant', '', now - 30_000, { stopReason: 'aborted' }),
        ],
      },
    ],
  }),
  negative('files-of-2026-07', 'sessions are files, as before 2026.8.1', {
    finish: async ({ state }) => jsonl(state),
  }),
]

export const openclawCases: readonly Case[] = [...life, ...status, ...turns, ...negatives]

function overwrite(path: string): void {
  for (const part of [`${path}-wal`, `${path}-shm`]) rmSync(part, { force: true })
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(8_192, 0x5a), 0, 8_192, 0)
  closeSync(file)
}

function jsonl(state: string): void {
  rmSync(join(state, 'agents/main/agent'), { recursive: true })
  mkdirSync(join(state, 'agents/main/sessions'))
  const now = Date.now()
  writeFileSync(
    join(state, 'agents/main/sessions/abc.jsonl'),
    `${[message('user', 'ping', now - 61_000), message('assistant', 'pong', now - 60_000)].join('\n')}\n`,
  )
}
