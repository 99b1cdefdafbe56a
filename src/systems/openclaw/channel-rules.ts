import type { Rule } from '../../logs/rule.ts'

const gateway = { log: 'gateway' } as const
const STARTED = { log: 'gateway', match: /^\[[\w-]{1,80}\] starting provider/ }
const CAME_IN = { log: 'gateway', match: /isolated polling update spooled|^Inbound message / }

/** What the gateway's log tells of its channels (2026.9.6). */
export const channelRules: readonly Rule[] = [
  {
    ...gateway,
    code: 'error-log.channel-gave-up',
    severity: 'fault',
    summary: 'a channel ({account}) ended and is not started again: {why}',
    head: /^\[(?<account>[\w-]{1,80})\] (?:auto-restart skipped, )?(?<why>terminal disconnect|giving up after \d{1,4} restart attempts)/,
    clearedBy: [STARTED, CAME_IN],
  },
  {
    ...gateway,
    code: 'error-log.telegram-conflict',
    severity: 'fault',
    summary: 'another program polls the same bot',
    head: /getUpdates conflict: Conflict: terminated by other getUpdates request/,
    clearedBy: [CAME_IN],
    freshForMs: 300_000,
    minCount: 2,
  },
  {
    ...gateway,
    code: 'error-log.channels-suppressed',
    severity: 'fault',
    summary: 'after a burst of crashes the gateway keeps {channel} down',
    defaults: { channel: 'its channels' },
    head: /^channel autostart suppressed by crash-loop breaker(?:; refusing automatic start for (?<channel>[\w-]{1,40}))?/,
    clearedBy: [
      { log: 'gateway', match: /^restart-loop breaker recovered; channel auto-start restored/ },
      STARTED,
    ],
  },
]
