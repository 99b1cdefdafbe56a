import { utimesSync, writeFileSync } from 'node:fs'
import { type Faults, HOUR, isWell, MINUTE, mayWarn, SECOND } from './fault.ts'
import { FAILED_SEND } from './flow.ts'
import { brokenImessage, sendAndLose, startOnOpenai } from './status.ts'

const QUOTED = `Here is the log you asked for:
command-queue: prompt failed {
  source: "telegram:1",
  consecutiveFailures: 3,
  error: "Authentication failed for \\"anthropic\\"",
}
[gateway] shutting down {
  signal: "watchdog:dead-session",
}
[gateway:fallback] ⚠️ Gateway falling back to openai-codex/gpt-5.4`

const EXCERPT = `[gateway] agent-mail registration failed (non-fatal): TypeError: ECONNREFUSED: Unable to connect. Is the computer able to access the url?
  path: "http://127.0.0.1:8765/mcp",
  errno: 0,
  code: "ECONNREFUSED"
[heartbeat] talon probe failed (non-fatal): error {
  error: 88 |     if (/Authentication failed|getUpdates.*409: Conflict|session appears stuck/.test(text)) {
 89 |       err("[gateway:watchdog] session appears dead — too many consecutive prompt failures")
                                    ^
error: probe ended
      at probe (talon.ts:89:7)
,
}
`

/** States that are as they should be. */
export const quietNegatives: Faults = {
  'healthy-idle': { title: 'all is well and nothing happens', expect: isWell, apply: async () => undefined },
  'healthy-busy': {
    title: 'messages are being answered, one turn runs',
    expect: isWell,
    apply: async (lab) => {
      await sendAndLose(lab, 'good morning', 'what is on today?')
      lab.anthropic.delayMs = 3 * SECOND
      await lab.message('and tomorrow?')
    },
  },
  'openai-active': {
    title: "the active model is OpenAI's; Anthropic is silent and not needed",
    expect: isWell,
    start: { daemon: 'none' },
    apply: async (lab) => {
      await startOnOpenai(lab)
      await sendAndLose(lab, 'good morning')
      lab.anthropic.mood = 'silent'
    },
  },
  'words-quoted': {
    title: 'the operator and the model quote log lines',
    expect: isWell,
    apply: async (lab) => {
      lab.anthropic.text = QUOTED
      await sendAndLose(lab, QUOTED)
      await lab.push('deploy.report', { text: 'Authentication failed for "anthropic"' })
      await lab.settled()
    },
  },
  'source-excerpts': {
    title: 'an error record holds source code that names every pattern',
    expect: isWell,
    apply: async (lab) => lab.err(EXCERPT),
  },
  'long-line': {
    title: 'a line of 3 MB in gateway.err',
    expect: isWell,
    apply: async (lab) => lab.err(`[gateway] extension: ${'x'.repeat(3_000_000)}\n`),
  },
  'lease-disabled': {
    title: 'Telegram polls directly because leasing is switched off',
    expect: isWell,
    apply: async (lab) =>
      lab.err(
        '[gateway:telegram] poll lease unavailable; running direct polling {\n  reason: "lease_disabled",\n}\n',
      ),
  },
  'channel-muted': {
    title: 'iMessage is broken, known and muted',
    expect: mayWarn,
    apply: async (lab) => {
      await lab.redis.set('gateway:health:muted-channels', '["imessage"]')
      await lab.turn({ health: brokenImessage(true) })
    },
  },
  'failing-channel-muted': {
    title: 'Slack fails, which telemetry tells, and is muted',
    expect: isWell,
    sees: ['otel.channel-muted'],
    apply: async (lab) => {
      await lab.redis.set('gateway:health:muted-channels', '["slack"]')
      await lab.redis.set('gateway:health:mute-reasons', '{"slack":"the workspace is closed"}')
      for (let n = 1; n <= 8; n++) lab.telemetry.store(FAILED_SEND, n * MINUTE)
    },
  },
  'channel-silent-after-failures': {
    title: 'Slack failed an hour ago and was not used since',
    expect: isWell,
    sees: ['otel.channel-unknown'],
    apply: async (lab) => {
      for (let n = 0; n < 8; n++) lab.telemetry.store(FAILED_SEND, HOUR + n * MINUTE)
    },
  },
  'channel-works-again': {
    title: 'a send of Slack failed twenty minutes ago, later ones did not',
    expect: isWell,
    apply: async (lab) => {
      lab.telemetry.store(FAILED_SEND, 20 * MINUTE)
      lab.telemetry.store({ component: 'slack-channel', action: 'slack.send.completed' }, 5 * MINUTE)
    },
  },
  'sleep-mode': {
    title: 'the gateway sleeps: events are kept, the tripwire is old',
    expect: mayWarn,
    start: { knobs: { clockMs: -6 * HOUR } },
    apply: async (lab) => {
      await lab.turn({ clockMs: 0 })
      await lab.redis.set('joelclaw:mode', 'sleep')
      const old = Date.now() - 5 * HOUR
      writeFileSync(lab.places.tripwire, `export const lastHeartbeatTs = ${old};\n`)
      utimesSync(lab.places.tripwire, old / 1000, old / 1000)
      await lab.push('deploy.report')
      await lab.settled()
    },
  },
  'quiet-hours': {
    title: 'between 23:00 and 07:00 Pacific events are kept for the digest',
    expect: isWell,
    apply: async (lab) => {
      await lab.turn({ quietHours: true })
      await lab.push('deploy.report')
      await lab.settled()
    },
  },
  'batching-pause': {
    title: 'a human message waits out the batching window',
    expect: isWell,
    apply: (lab) =>
      lab.turn({
        health: {
          status: {
            supersession: { batching: { pendingCount: 1, pendingSources: ['telegram:7718912466'] } },
          },
        },
      }),
  },
  'turn-superseded': {
    title: 'the running turn was superseded seconds ago by a newer message',
    expect: mayWarn,
    apply: async (lab) => {
      lab.err(
        '[gateway:supersession] newer human turn superseded active work {\n  source: "telegram:7718912466",\n}\n',
      )
      const at = new Date(Date.now() - 4 * SECOND).toISOString()
      const activeRequest = {
        id: 'q1',
        source: 'telegram:7718912466',
        enqueuedAt: at,
        supersessionKey: 'telegram:7718912466',
        superseded: true,
        supersededAt: at,
        supersededBySource: 'telegram:7718912466',
      }
      await lab.turn({ health: { status: { isStreaming: true, supersession: { activeRequest } } } })
    },
  },
  'supervisor-counters-stale': {
    title: 'waitingForTurnEnd is still set, though no turn runs',
    expect: isWell,
    apply: async (lab) => {
      await sendAndLose(lab, 'good morning')
      await lab.turn({ health: { components: { waitingForTurnEnd: true } } })
    },
  },
  'system-domain': {
    title: "the service lives in launchd's system domain, as newer builds do",
    expect: isWell,
    apply: async (lab) => lab.launchd({ domain: 'system' }),
  },
  'old-macos': {
    title: 'an older macOS prints "=> false" for a service that is enabled',
    expect: isWell,
    apply: async (lab) => lab.launchd({ oldWords: true }),
  },
}
