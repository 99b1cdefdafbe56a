import type { Rule } from '../../../logs/rule.ts'
import { SENT, TELEGRAM_UP } from './clearings.ts'

/** Trouble with the channels that messages come and go by, joelclaw of 2026-03. */
export const channelRules: readonly Rule[] = [
  {
    code: 'error-log.telegram-conflict',
    log: 'err',
    severity: 'fault',
    summary: 'another program polls the same Telegram bot: messages sent to it do not arrive here',
    head: /^\[gateway:telegram\] /,
    body: /409: Conflict|terminated by other getUpdates|^ {2}conflict: true/m,
    words:
      /getUpdates.{0,80}409|409: Conflict|terminated by other getUpdates|telegram\.channel\.start_failed.{0,80}conflict=true/,
    clearedBy: [TELEGRAM_UP, { log: 'out', match: /^\[gateway:telegram\] message received \{/ }],
    authority: 'telegram',
    afterRestart: 'warning',
  },
  {
    code: 'error-log.telegram-start-failed',
    log: 'err',
    severity: 'fault',
    summary: 'polling Telegram does not start: messages sent to the bot do not arrive',
    head: /^\[gateway:telegram\] polling start failed; retry scheduled \{/,
    words: /telegram\.channel\.start_failed/,
    clearedBy: [TELEGRAM_UP, { log: 'out', match: /^\[gateway:telegram\] message received \{/ }],
    authority: 'telegram',
  },
  {
    code: 'error-log.outbound-failed',
    log: 'err',
    severity: 'fault',
    summary: 'the model answered, but the answer could not be sent',
    head: /^(?:\[gateway:telegram\] send failed completely|\[gateway\] telegram send failed|\[gateway:(?:slack|discord|imessage)\] send failed|outbound-router: failed to send outbound response) \{/,
    words: /failed to send outbound response|telegram send failed|send failed completely/,
    clearedBy: [SENT],
    freshForMs: 900_000,
  },
  {
    code: 'error-log.response-misrouted',
    log: 'err',
    severity: 'warning',
    summary: 'an answer was written to the console because its channel was not known any more',
    head: /^\[gateway\] response source fallback to console \{/,
    words: /response source fallback to console/,
  },
  {
    code: 'error-log.channel-start-failed',
    log: 'err',
    severity: 'warning',
    summary: 'a channel could not be started',
    head: /^\[gateway(?::(?:slack|discord|imessage))?\] (?:(?:slack|discord|imessage) )?(?:channel )?start(?:ed)? failed|^\[gateway\] telegram channel NOT registered \{/,
    words: /(?:slack|discord|imessage)\.channel\.start_failed|telegram channel NOT registered/,
  },
  {
    code: 'error-log.poll-lease-unavailable',
    log: 'err',
    severity: 'warning',
    summary: 'Telegram is polled without the lease that keeps two gateways apart',
    head: /^\[gateway:telegram\] poll lease unavailable; running direct polling \{/,
    body: /reason: "lease_unavailable"/,
    authority: 'telegram',
  },
]
