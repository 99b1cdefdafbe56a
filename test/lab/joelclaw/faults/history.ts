import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../../../support/until.ts'
import { assistant, continueTranscript, replaceTranscript, user } from '../transcript.ts'
import { type Faults, HOUR, isWell, MINUTE, mayWarn } from './fault.ts'
import { expireLogin, sendAndLose } from './status.ts'

const OLD_TROUBLE = `command-queue: prompt failed {
  source: "telegram:7718912466",
  consecutiveFailures: 3,
  error: 612 |                 throw new Error(\`Authentication failed for "\${this.model.provider}". \` +
                                    ^
error: Authentication failed for "anthropic". Credentials may have expired or network is unavailable. Run '/login anthropic' to re-authenticate.
      at prompt (agent-session.js:634:23)
,
}
[gateway:fallback] activated {
  reason: "3 consecutive prompt failures",
  fallback: "openai-codex/gpt-5.4",
  activationCount: 1,
}
[gateway:watchdog] session appears stuck — attempting abort {
  stuckForMs: 612000,
  recoveryGraceMs: 90000,
}
[gateway:watchdog] session appears dead — too many consecutive prompt failures {
  consecutiveFailures: 3,
}
[gateway:watchdog] initiating self-restart for session recovery
`

/** Trouble that is over. */
export const historyNegatives: Faults = {
  'history-before-start': {
    title: 'every kind of trouble two runs ago, and clean runs since',
    expect: isWell,
    start: { daemon: 'none' },
    apply: async (lab) => {
      lab.err(OLD_TROUBLE)
      lab.log('[gateway] shutting down {\n  signal: "watchdog:dead-session",\n}\n')
      lab.log(
        '[gateway] daemon started {\n  pid: 4243,\n}\n[gateway] shutting down {\n  signal: "SIGTERM",\n}\n',
      )
      await lab.start()
      await sendAndLose(lab, 'good morning')
    },
  },
  'error-cleared': {
    title: 'a login failed once, was refreshed, and the next message was answered',
    expect: mayWarn,
    apply: async (lab) => {
      expireLogin(lab)
      await sendAndLose(lab, 'hello?')
      lab.anthropic.refreshes = true
      await sendAndLose(lab, 'hello again')
    },
  },
  'retry-recovered': {
    title: 'two 529 in the transcript, then the answer of the same turn',
    expect: isWell,
    start: { daemon: 'none' },
    apply: async (lab) => {
      const overloaded = {
        stopReason: 'error',
        errorMessage: '529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
      }
      const past = [
        user(9 * MINUTE, 'news?'),
        assistant(8.9 * MINUTE, '', overloaded),
        assistant(8.8 * MINUTE, '', overloaded),
        assistant(8.7 * MINUTE, 'None.'),
      ]
      continueTranscript(lab.places, past)
      await lab.start()
    },
  },
  'redis-recovered': {
    title: 'Redis was away for a moment and is back',
    expect: mayWarn,
    apply: async (lab) => {
      await lab.forward.become('refuses')
      await until(async () => (await lab.health()).mode === 'redis_degraded', { ms: 3_000 })
      await lab.forward.become('forwards')
      await until(async () => (await lab.health()).mode === 'normal', { ms: 5_000 })
    },
  },
  'fallback-recovered': {
    title: 'the fallback took over before the last start; the primary is back',
    expect: isWell,
    start: { daemon: 'none' },
    apply: async (lab) => {
      lab.log(
        '[gateway:fallback] ⚠️ Gateway falling back to openai-codex/gpt-5.4\nReason: no streaming tokens after 120s\nWill probe primary every 10min\n',
      )
      lab.log(
        '[gateway:fallback] recovered to primary {\n  primary: "anthropic/claude-opus-4-6",\n}\n[gateway:fallback] ✅ Gateway recovered to primary model: anthropic/claude-opus-4-6\n',
      )
      await lab.start()
      await sendAndLose(lab, 'good morning')
    },
  },
  'operator-failure-old': {
    title: 'a Telegram command failed three days ago, others completed since',
    expect: isWell,
    start: { knobs: { clockMs: -96 * HOUR } },
    apply: (lab) => {
      const trace = (traceId: string, agoMs: number, status: string) => {
        const at = new Date(Date.now() - agoMs).toISOString()
        return {
          traceId,
          kind: 'command',
          route: '/status',
          status,
          startedAt: at,
          [status === 'failed' ? 'failedAt' : 'completedAt']: at,
          timeoutMs: 15_000,
        }
      }
      const lastFailed = trace('cmd_1', 72 * HOUR, 'failed')
      const lastCompleted = trace('cmd_2', HOUR, 'completed')
      return lab.turn({
        clockMs: 0,
        health: { status: { operatorTracing: { lastFailed, lastCompleted, recent: [lastCompleted] } } },
      })
    },
  },
  'foreign-test-event': {
    title: 'an old test event of a dead satellite session lies in its own list',
    expect: mayWarn,
    apply: async (lab) => {
      const event = {
        id: 'old',
        type: 'test.gateway-e2e',
        source: 'cli',
        payload: { test: true },
        ts: Date.now() - 26 * HOUR,
      }
      await lab.redis.sadd('joelclaw:gateway:sessions', 'pid-999999')
      await lab.redis.lpush('joelclaw:events:pid-999999', JSON.stringify(event))
    },
  },
  'idle-session-old': {
    title: 'the session is eleven hours old and idle: pressure reads critical',
    expect: mayWarn,
    start: { daemon: 'none' },
    apply: async (lab) => {
      replaceTranscript(lab.places, { firstMs: 11 * HOUR, lastMs: 9 * HOUR })
      await lab.start()
    },
  },
  'damaged-transcript': {
    title: 'invalid UTF-8 and half a line in the transcript, and a quote in a file name',
    expect: mayWarn,
    apply: async (lab) => {
      await sendAndLose(lab, 'good morning')
      const [name = ''] = readdirSync(lab.places.transcripts)
      appendFileSync(join(lab.places.transcripts, name), Buffer.from([0xff, 0xfe, 0x0a]))
      appendFileSync(join(lab.places.transcripts, 'x"; touch y; ".jsonl'), 'no header\n')
      await sendAndLose(lab, 'and now')
    },
  },
}
