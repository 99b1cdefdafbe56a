/** What a sentence of the gateway's own tells of the turn: it came to nothing, its answer was not delivered for sure,
 *  or its session takes no more messages. */
export type Canned = 'failed' | 'undelivered' | 'parked'

/** Sentences that the gateway sends to a chat in place of an answer (2026.5.4 to 2026.9.6), each the whole message. */
const SENTENCES: readonly (readonly [RegExp, Canned])[] = [
  [
    /^(?:⚠️ )?Something went wrong while processing your (?:request|message)\. Please try again(?:\.|, or use \/new to start a fresh session\.)$/,
    'failed',
  ],
  [/^No response generated\. Please try again\.$/, 'failed'],
  [/^⚠️ Agent couldn't generate a response\. Please try again\.$/, 'failed'],
  [/^I generated a reply but could not deliver it to this chat\. Please try again\.$/, 'undelivered'],
  [
    /^I couldn[’']t confirm whether my previous reply reached this chat, so I won[’']t resend it/,
    'undelivered',
  ],
  [/^I couldn[’']t continue this session after a gateway restart\. Your transcript is safe\./, 'parked'],
]

/** Longer texts are somebody's who quotes it. */
const LONGEST = 300

/** Null for everything that is not such a sentence and nothing else: whoever quotes one writes more around it. */
export function cannedOf(text: string): Canned | null {
  const whole = text.trim()
  if (whole.length > LONGEST) return null
  return SENTENCES.find(([sentence]) => sentence.test(whole))?.[1] ?? null
}
