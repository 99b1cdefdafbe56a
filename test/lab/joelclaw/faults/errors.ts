import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { continueTranscript } from '../transcript.ts'
import { credentials } from '../tree.ts'
import { type Faults, fails, warns } from './fault.ts'
import { expireLogin, sendAndLose } from './status.ts'

const CONFLICT = `[gateway:telegram] polling start failed; retry scheduled {
  error: "GrammyError: Call to 'getUpdates' failed! (409: Conflict: terminated by other getUpdates request; make sure that only one bot instance is running)",
  conflict: true,
  attempt: 4,
  delayMs: 40000,
  pollLeaseOwned: true,
}
`

const STORM = `[gateway] redis command retries exhausted {
  suppressedInWindow: 17,
  message: "Reached the max retries per request limit (which is 20). Refer to \\"maxRetriesPerRequest\\" option for details.",
}
`

/** What gateway.err says now. */
export const errorFaults: Faults = {
  'auth-expired': {
    title: 'the login expired: one message was refused, its retry dropped, all else looks well',
    expect: fails('error-log', 'error-log.auth-failed', 'auth-expired'),
    apply: async (lab) => {
      expireLogin(lab)
      await sendAndLose(lab, 'hello?')
    },
  },
  'auth-expired-behind-a-long-line': {
    title: 'the same, behind a line of 3 MB',
    expect: fails('error-log', 'error-log.auth-failed', 'auth-expired'),
    apply: async (lab) => {
      expireLogin(lab)
      lab.err(`[gateway] message_end ${'x'.repeat(3_000_000)}\n`)
      await sendAndLose(lab, 'hello?')
    },
  },
  'api-key-missing': {
    title: 'there are no credentials for the configured provider',
    expect: fails('error-log', 'error-log.api-key-missing', 'auth-expired'),
    apply: async (lab) => {
      writeFileSync(join(lab.places.agentDir, 'auth.json'), JSON.stringify(credentials(null)), {
        mode: 0o600,
      })
      await sendAndLose(lab, 'hello?')
    },
  },
  'provider-overloaded': {
    title: '529 inside the stream: counted as success, no answer',
    expect: fails('error-log', 'error-log.provider-overloaded', 'model-timeout'),
    apply: async (lab) => {
      lab.anthropic.mood = 'overloaded'
      await sendAndLose(lab, 'hello?')
    },
  },
  'rate-limited': {
    title: '429 inside the stream after all retries',
    expect: fails('error-log', 'error-log.rate-limited', null),
    apply: async (lab) => {
      lab.anthropic.mood = 'rate-limited'
      await sendAndLose(lab, 'hello?')
    },
  },
  'provider-refuses-key': {
    title: '401 inside the stream',
    expect: fails('error-log', 'error-log.auth-failed', 'auth-expired'),
    apply: async (lab) => {
      lab.anthropic.mood = 'refuses-keys'
      await sendAndLose(lab, 'hello?')
    },
  },
  'streaming-race': {
    title: 'a prompt was refused three times as already processing',
    expect: fails('error-log', 'error-log.streaming-race', 'streaming-race'),
    apply: async (lab) => {
      await lab.turn({ streaming: true })
      await sendAndLose(lab, 'hello?')
    },
  },
  'compaction-race': {
    title: 'compaction began right after a turn, the next prompt was refused',
    expect: fails('error-log', 'error-log.streaming-race', 'compaction-race'),
    apply: async (lab) => {
      await sendAndLose(lab, 'good morning')
      continueTranscript(lab.places, [
        {
          agoMs: 0,
          entry: {
            type: 'compaction',
            summary: 'so far',
            firstKeptEntryId: '1a2b3c06',
            tokensBefore: 131_000,
            details: { readFiles: [], modifiedFiles: [] },
          },
        },
      ])
      await lab.turn({ streaming: true })
      await sendAndLose(lab, 'hello?')
    },
  },
  'telegram-conflict': {
    title: 'another program polls the same bot',
    expect: fails('error-log', 'error-log.telegram-conflict', 'telegram-conflict'),
    apply: async (lab) => {
      const telegram = {
        healthy: false,
        pollingState: 'retrying_conflict',
        pollingActive: false,
        retryAttempts: 4,
        conflictStreak: 4,
      }
      const detail = 'polling blocked by Bot API conflicts (retries 4, conflicts 4)'
      const entries = { telegram: { status: 'degraded', healthy: false, detail, healPolicy: 'none' } }
      const channelHealth = {
        overall: 'degraded',
        degradedChannels: ['telegram'],
        healthyCount: 2,
        degradedCount: 1,
        entries,
      }
      await lab.turn({
        health: {
          components: { telegram: 'retrying_conflict' },
          status: { channels: { telegram }, channelHealth },
        },
      })
      lab.err(CONFLICT.repeat(4))
      lab.telemetry.store({
        component: 'telegram-channel',
        action: 'telegram.channel.start_failed',
        level: 'error',
        success: false,
      })
    },
  },
  'outbound-failed': {
    title: 'the model answered, Telegram did not take the answer',
    expect: fails('error-log', 'error-log.outbound-failed', null),
    start: { knobs: { losesAnswers: true } },
    apply: async (lab) => {
      await sendAndLose(lab, 'hello?')
      lab.err(
        '[gateway:telegram] send failed completely {\n  chatId: 7718912466,\n  error: "HttpError: Network request for \'sendMessage\' failed!",\n}\n',
      )
    },
  },
  'redis-retry-storm': {
    title: 'rejected Redis commands flood the error log; Redis answers again',
    expect: warns('redis-retry-storm'),
    apply: async (lab) => lab.err(STORM.repeat(30)),
  },
  'langfuse-missing': {
    title: 'the optional langfuse package cannot be loaded',
    expect: warns('langfuse-missing'),
    apply: async (lab) =>
      lab.err("langfuse-cost: cannot load optional dependency 'langfuse'; telemetry disabled.\n".repeat(3)),
  },
  'uncaught-exception': {
    title: 'an uncaught exception was logged and the process went on',
    expect: warns(),
    sees: ['error-log.uncaught-exception'],
    apply: async (lab) =>
      lab.err(
        '[gateway] uncaught exception {\n  error: "TypeError: undefined is not an object",\n  stack: "TypeError: undefined is not an object\\n    at tick",\n}\n',
      ),
  },
}
