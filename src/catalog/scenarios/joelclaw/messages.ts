import { look, remedy } from '../../entry.ts'
import type { ScenarioEntry } from '../entry.ts'
import { JOELCLAW } from './shared.ts'

/** Messages that seem to vanish, and a warning that only looks like it. */
export const messages: readonly ScenarioEntry[] = [
  {
    ...JOELCLAW,
    id: 'joelclaw.langfuse-missing',
    title: '4b · The optional langfuse package is missing',
    outage: false,
    symptoms: '"langfuse-cost: cannot load optional dependency \'langfuse\'; telemetry disabled."',
    cause:
      'The pi extension cannot load langfuse (a cache or an install that drifted). Cost tracing is off; messages are not touched.',
    signs: { 'error-log.langfuse-missing': 'confirmed' },
    remedy: remedy("No outage. Clear pi's package cache and reload the extension when tracing is wanted."),
    verify: ['no such record after the next start'],
    pointers: ['ADR-0146'],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.telegram-conflict',
    title: '4c · Somebody else polls the same Telegram bot',
    outage: true,
    symptoms: 'Telegram messages do not arrive; "getUpdates … 409: Conflict" in gateway.err.',
    cause:
      'Another process polls the Bot API with the same token. Telegram apps on a phone or desktop do not count.',
    signs: {
      'error-log.telegram-conflict': 'confirmed',
      'cli-status.channel-conflict': 'confirmed',
      'otel.poll-conflict': 'likely',
    },
    remedy: remedy(
      'Find the other poller and stop it. With the lease enabled one instance owns and the others stay passive; a conflict that lasts comes from outside.',
      look(
        'see who owned the lease',
        'joelclaw',
        'otel',
        'search',
        'telegram.channel.poll_owner',
        '--hours',
        '1',
      ),
    ),
    verify: [
      'telegram.channel.polling_recovered in the telemetry',
      'firstfault diagnose joelclaw --only cli-status,error-log',
    ],
    pointers: ['packages/gateway/src/channels/telegram.ts'],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.false-dedup',
    title: '6 · A message was taken for a duplicate',
    outage: false,
    symptoms: '"It ignored my message" while deduplication events appear.',
    cause:
      "Two messages hashed alike, most often because the channel's preamble was hashed instead of the body.",
    signs: { 'stdout-flow.duplicate-dropped': 'likely', 'otel.dedup-suspicious': 'confirmed' },
    remedy: remedy(
      'Compare dedupHashPrefix, strippedInjectedContext, promptLength and normalizedLength of the event with what the user wrote; mend the normalising, keep deduplication.',
      look('see the events', 'joelclaw', 'otel', 'search', 'queue.dedup_dropped', '--hours', '6'),
      look(
        'see the events of the store',
        'joelclaw',
        'otel',
        'search',
        'message.dedup_dropped',
        '--hours',
        '6',
      ),
    ),
    verify: ['firstfault diagnose joelclaw --only otel,stdout-flow --since 6h'],
    pointers: ['packages/message-store', 'packages/gateway/src/command-queue.ts'],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.console-forward-suppressed',
    title: '7 · Background answers are not forwarded',
    outage: false,
    symptoms: 'Autonomous answers no longer reach Telegram, while normal replies do.',
    cause:
      'The policy holds back console forwarding when an answer is internal and in the background and no source is known.',
    signs: { 'otel.console-forward-suppressed': 'confirmed', 'stdout-flow.background-suppressed': 'likely' },
    remedy: remedy(
      'Often intended. If real replies are held back, look at hasActiveSource, hasCapturedSource and recoveredFromRecentPrompt before the policy is loosened.',
      look(
        'see what was held back',
        'joelclaw',
        'otel',
        'search',
        'outbound.console_forward.suppressed_policy',
        '--hours',
        '6',
      ),
    ),
    verify: ['a response.generated.background_source event is followed by outbound.console_forward.sent'],
    pointers: [
      'packages/gateway/src/daemon.ts (outbound attribution)',
      'OTEL: daemon.outbound, daemon.response',
    ],
  },
]
