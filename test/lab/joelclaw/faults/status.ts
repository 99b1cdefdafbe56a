import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../../../support/until.ts'
import { GATEWAY_CONFIG, type Lab } from '../lab.ts'
import { replaceTranscript } from '../transcript.ts'
import { type Faults, fails, HOUR, MINUTE, warns } from './fault.ts'

/** Sends a message and waits until its turn runs. */
async function beginTurn(lab: Lab, text: string): Promise<void> {
  await lab.message(text)
  await until(async () => (await lab.redis.zcard('joelclaw:gateway:priority')) > 0, { ms: 3_000 })
  await until(async () => JSON.stringify(await lab.health()).includes('"isStreaming":true'), { ms: 3_000 })
}

/** Sends distinct messages one by one, each after the one before was dropped. */
export async function sendAndLose(lab: Lab, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await lab.message(text)
    await lab.settled()
  }
}

const endsInToolCall = (lab: Lab): boolean =>
  lab
    .transcript()
    .findLast((line) => line !== '')
    ?.includes('"toolCall"') === true

/** What the daemon says and shows of itself. */
export const statusFaults: Faults = {
  'health-silent': {
    title: 'the port takes connections and /health never answers',
    expect: fails('cli-status', 'cli-status.silent'),
    apply: (lab) => lab.turn({ healthMode: 'silent' }),
  },
  'health-not-json': {
    title: '200 with a web page instead of the document',
    expect: fails('cli-status', 'cli-status.foreign'),
    apply: (lab) => lab.turn({ healthMode: 'html' }),
  },
  'session-dead-auth': {
    title: 'three distinct messages failed at the login: 503, dead session',
    expect: fails('cli-status', 'cli-status.session-dead', 'auth-expired'),
    apply: async (lab) => {
      expireLogin(lab)
      await sendAndLose(lab, 'one', 'two', 'three')
    },
  },
  'session-dead-streaming': {
    title: 'three distinct messages were refused as already processing',
    expect: fails('cli-status', 'cli-status.session-dead', 'streaming-race'),
    apply: async (lab) => {
      await lab.turn({ streaming: true })
      await sendAndLose(lab, 'one', 'two', 'three')
    },
  },
  'session-stuck': {
    title: 'a turn has waited for its end for eleven minutes',
    expect: fails('cli-status', 'cli-status.session-stuck', 'stuck-tool-call'),
    start: { knobs: { clockMs: -11 * MINUTE, idleWaiterMs: 24 * HOUR, toolHangs: true } },
    apply: async (lab) => {
      lab.anthropic.mood = 'tool'
      await beginTurn(lab, 'list the files')
      await lab.turn({ clockMs: 0 })
    },
  },
  'tool-wedged': {
    title: 'a tool hangs, the idle waiter cleared the stuck marker: everything says healthy',
    expect: fails('cli-status', 'cli-status.turn-wedged', 'stuck-tool-call'),
    start: { knobs: { clockMs: -14 * MINUTE, toolHangs: true } },
    apply: async (lab) => {
      lab.anthropic.mood = 'tool'
      await beginTurn(lab, 'list the files')
      // The call bears the time of the moved clock only if it is written before the clock moves back.
      await until(() => endsInToolCall(lab), { ms: 5_000 })
      await lab.turn({ clockMs: 0 })
      await until(async () => (await lab.health()).available === true, { ms: 3_000 })
      await lab.message('are you there?')
    },
  },
  'session-unregistered': {
    title:
      'the daemon lives and is not in the set of sessions: events go to the old list, which nobody reads',
    expect: fails('cli-status', 'cli-status.session-unregistered'),
    start: { knobs: { clockMs: -10 * MINUTE } },
    apply: async (lab) => {
      await lab.turn({ clockMs: 0 })
      await lab.redis.srem('joelclaw:gateway:sessions', 'gateway')
      const event = {
        id: 'lost',
        type: 'deploy.failed',
        source: 'ci',
        payload: {},
        ts: Date.now() - 4 * MINUTE,
      }
      await lab.redis.lpush('joelclaw:events:main', JSON.stringify(event))
    },
  },
  'events-waiting': {
    title: 'events wait in the list and nobody takes them: the wake-up was lost',
    expect: fails('cli-status', 'cli-status.events-waiting'),
    apply: async (lab) => {
      const ts = Date.now() - 9 * MINUTE
      const rows = [1, 2, 3, 4, 5].map((n) =>
        JSON.stringify({ id: `lost-${n}`, type: 'deploy.failed', source: 'ci', payload: {}, ts }),
      )
      await lab.redis.lpush('joelclaw:events:gateway', ...rows)
    },
  },
  'redis-degraded': {
    title: 'Redis is away, the daemon lives on in redis_degraded',
    expect: warns('redis-degraded'),
    sees: ['cli-status.redis-degraded'],
    apply: async (lab) => {
      await lab.forward.become('refuses')
      await until(async () => (await lab.health()).mode === 'redis_degraded', { ms: 3_000 })
    },
  },
  'model-drift': {
    title: 'the resumed session kept the fallback model of the last run',
    expect: warns('model-drift'),
    sees: ['cli-status.model-drift'],
    start: { daemon: 'none' },
    apply: async (lab) => {
      replaceTranscript(lab.places, { model: 'gpt-5.4', provider: 'openai-codex' })
      await lab.start({ keepsResumedModel: true })
    },
  },
  'fallback-active': {
    title: 'the primary model is silent, the fallback took over and answers',
    expect: warns('model-timeout'),
    sees: ['cli-status.fallback-active'],
    start: { knobs: { timeoutScale: 400 } },
    apply: async (lab) => {
      await sendAndLose(lab, 'good morning')
      lab.anthropic.mood = 'silent'
      await sendAndLose(lab, 'what is new?', 'and now?')
    },
  },
  'session-pressure': {
    title: 'the context is 80 % full',
    expect: warns(),
    sees: ['cli-status.session-pressure'],
    apply: async (lab) => {
      lab.anthropic.tokens = 160_000
      await sendAndLose(lab, 'a long story')
    },
  },
  'channel-manual-repair': {
    title: 'iMessage is down and wants a manual repair',
    expect: warns(),
    sees: ['cli-status.manual-repair'],
    apply: (lab) => lab.turn({ health: brokenImessage() }),
  },
  'operator-action-timed-out': {
    title: 'a Telegram command ran out of time just now',
    expect: warns(),
    sees: ['cli-status.operator-action-failed'],
    apply: (lab) => {
      const at = new Date(Date.now() - MINUTE).toISOString()
      const trace = {
        traceId: 'cmd_1',
        kind: 'command',
        route: '/status',
        status: 'timed_out',
        startedAt: at,
        timedOutAt: at,
        timeoutMs: 15_000,
      }
      return lab.turn({ health: { status: { operatorTracing: { lastTimedOut: trace, recent: [trace] } } } })
    },
  },
  'heartbeat-stale': {
    title: 'the tripwire has not been written for two hours, and the gateway is awake',
    expect: warns(),
    sees: ['cli-status.heartbeat-stale'],
    start: { knobs: { clockMs: -3 * HOUR } },
    apply: async (lab) => {
      await lab.turn({ clockMs: 0 })
      const old = Date.now() - 2 * HOUR
      writeFileSync(lab.places.tripwire, `export const lastHeartbeatTs = ${old};\n`)
      utimesSync(lab.places.tripwire, old / 1000, old / 1000)
    },
  },
  'runtime-skew': {
    title: 'the gateway pins an older pi than the machine has, and the recovery probe fails on it',
    expect: warns('dependency-skew'),
    apply: async (lab) => {
      const sdk = { '@mariozechner/pi-ai': '0.55.0', '@mariozechner/pi-coding-agent': '0.55.0' }
      writeFileSync(
        lab.places.gatewayPackage,
        JSON.stringify({ name: '@joelclaw/gateway', dependencies: sdk }),
      )
      await lab.redis.set('joelclaw:gateway:config', JSON.stringify(GATEWAY_CONFIG))
      lab.err(
        '[gateway:fallback] recovery probe failed — staying on fallback {\n  error: "[gateway:fallback] pi model not found: openai-codex/gpt-5.4",\n}\n',
      )
    },
  },
}

/** Starts the daemon with OpenAI's model as the configured one, on a session that already ran on it. */
export async function startOnOpenai(lab: Lab): Promise<void> {
  replaceTranscript(lab.places, { model: 'gpt-5.4', provider: 'openai-codex' })
  const fallback = { fallbackProvider: 'anthropic', fallbackModel: 'claude-sonnet-4-5' }
  await lab.redis.set('joelclaw:gateway:config', JSON.stringify({ model: 'gpt-5.4', ...fallback }))
  await lab.start()
}

/** The login of the primary provider is over and cannot be refreshed. */
export function expireLogin(lab: Lab): void {
  const file = join(lab.places.agentDir, 'auth.json')
  const expired = { type: 'oauth', access: 'lab-old', refresh: 'lab-old-refresh', expires: Date.now() - HOUR }
  writeFileSync(file, JSON.stringify({ anthropic: expired }), { mode: 0o600 })
  lab.anthropic.refreshes = false
}

/** The health document's words for an iMessage socket that only a person can mend. */
export function brokenImessage(muted = false) {
  const manualRepairCommands = ['imsg-rpc restart']
  const manualRepairSummary = 'Restart the iMessage bridge by hand.'
  const common = { status: 'degraded', manualRepairSummary, manualRepairCommands }
  const detail = 'socket disconnected (reconnect attempts 9)'
  const muteReason = muted ? 'known issue' : null
  return {
    components: { imessage: 'degraded' },
    status: {
      channels: {
        imessage: { healthy: false, connected: false, reconnectAttempts: 9, reconnectDelayMs: 300_000 },
      },
      channelHealth: {
        overall: 'degraded',
        degradedChannels: ['imessage'],
        mutedChannels: muted ? ['imessage'] : [],
        healthyCount: 2,
        degradedCount: 1,
        entries: {
          imessage: {
            ...common,
            healthy: false,
            detail,
            muted,
            muteReason,
            healPolicy: 'manual',
            healReason: 'iMessage socket is disconnected.',
          },
        },
        alerting: {
          mutedChannels: muted ? ['imessage'] : [],
          muteReasons: muted ? { imessage: 'known issue' } : {},
        },
        healing: {
          channels: {
            imessage: {
              ...common,
              policy: 'manual',
              manualRepairRequired: true,
              consecutiveDegradedCount: 12,
            },
          },
        },
      },
    },
  }
}
