import type { Code } from '../../catalog/codes/index.ts'

/** Why a turn failed, in the words of the catalogue. */
export type Reason =
  | 'harness-missing'
  | 'backend-missing'
  | 'key-cooldown'
  | 'auth'
  | 'billing'
  | 'model-unknown'
  | 'format'
  | 'rate-limit'
  | 'overloaded'
  | 'server-error'
  | 'timeout'
  | 'unreachable'
  | 'unreadable-answer'
  | 'empty-answer'
  | 'transcript'
  | 'session-parked'
  | 'session-locked'
  | 'agent-parked'
  | 'context'
  | 'other'

/** What OpenClaw says of a failed turn (2026.5.4 to 2026.9.6); the first that matches counts. */
const WORDS: readonly (readonly [RegExp, Reason])[] = [
  [
    /Requested agent harness "[^"]{1,80}" is not registered|Agent harness runtime "[^"]{1,80}" is unavailable|MissingAgentHarnessError/,
    'harness-missing',
  ],
  [/ended during restart recovery/, 'session-parked'],
  [/session file locked \(timeout/, 'session-locked'],
  [
    /Refused agent [\w-]{1,80}: database|has not completed startup inspection and preparation/,
    'agent-parked',
  ],
  [/CLI backend executable could not be resolved/, 'backend-missing'],
  [/is temporarily disabled after a provider auth\/billing failure/, 'key-cooldown'],
  [/Unknown model: |selected model was not found by the provider/, 'model-unknown'],
  [/provider returned HTTP 401|authentication failed, HTTP 40[13]|Authentication failed/, 'auth'],
  [/returned a billing error|insufficient balance/, 'billing'],
  [/provider rejected the request schema/, 'format'],
  [/\bHTTP 429\b|rate.?limit/i, 'rate-limit'],
  [/temporarily overloaded/, 'overloaded'],
  [/provider internal error, HTTP 5\d\d/, 'server-error'],
  [
    /ECONNREFUSED|connection refused by the provider|DNS lookup for the provider|network connection error|ENOTFOUND|fetch failed/,
    'unreachable',
  ],
  [/malformed server-sent event JSON|Agent run failed \(model/, 'unreadable-answer'],
  [/couldn't generate a response|incomplete turn/, 'empty-answer'],
  [/in JSON at position|contains invalid transcript JSON/, 'transcript'],
  [/context (?:window|length) (?:exceeded|overflow)|prompt is too long/i, 'context'],
  [/timed out|timeout/i, 'timeout'],
]

/** `failoverReason` and `reason` of the structured records. */
const FAILOVER: Readonly<Record<string, Reason>> = {
  auth: 'auth',
  billing: 'billing',
  model_not_found: 'model-unknown',
  format: 'format',
  rate_limit: 'rate-limit',
  overloaded: 'overloaded',
  server_error: 'server-error',
}

/** Why a turn failed, from what was said about it; `failover` is the gateway's own word where it gave one. */
export function reasonOf(text: string, failover: string | null = null): Reason {
  const said = WORDS.find(([words]) => words.test(text))?.[1]
  if (said === 'key-cooldown') return said
  const own = failover === null ? undefined : FAILOVER[failover]
  return own ?? said ?? (failover === 'timeout' ? 'timeout' : 'other')
}

/** The code of each reason, and whether it passes by itself: such a failure is old news after a while. */
export const REASONS: Readonly<
  Record<Reason, { readonly code: Code; readonly passing: boolean; readonly words: string }>
> = {
  'harness-missing': {
    code: 'error-log.harness-missing',
    passing: false,
    words: 'the agent harness {runtime} is not there',
  },
  'backend-missing': {
    code: 'error-log.backend-missing',
    passing: false,
    words: 'the program of the CLI backend is not found',
  },
  'key-cooldown': {
    code: 'error-log.key-cooldown',
    passing: true,
    words: 'the key of {provider} is in its cooldown',
  },
  auth: { code: 'error-log.auth-failed', passing: false, words: '{provider} refuses the credentials' },
  billing: {
    code: 'error-log.quota-exhausted',
    passing: false,
    words: 'the account at {provider} has no credit left',
  },
  'model-unknown': {
    code: 'error-log.model-not-found',
    passing: false,
    words: '{provider} does not know the model {model}',
  },
  format: {
    code: 'error-log.request-rejected',
    passing: false,
    words: '{provider} rejects the form of the request',
  },
  'rate-limit': { code: 'error-log.rate-limited', passing: true, words: '{provider} limits the rate' },
  overloaded: { code: 'error-log.provider-overloaded', passing: true, words: '{provider} is overloaded' },
  'server-error': {
    code: 'error-log.provider-error',
    passing: true,
    words: '{provider} has an internal error',
  },
  timeout: {
    code: 'error-log.model-timeout',
    passing: true,
    words: 'the model of {provider} did not answer in time',
  },
  unreachable: {
    code: 'error-log.provider-unreachable',
    passing: true,
    words: '{provider} cannot be reached',
  },
  'unreadable-answer': {
    code: 'error-log.answer-unreadable',
    passing: true,
    words: 'what {provider} sent cannot be read',
  },
  'empty-answer': {
    code: 'error-log.answer-empty',
    passing: true,
    words: 'the model of {provider} answered with nothing',
  },
  transcript: {
    code: 'error-log.transcript-damaged',
    passing: false,
    words: 'the stored conversation is damaged',
  },
  'session-parked': {
    code: 'error-log.session-parked',
    passing: false,
    words: 'the session takes no more messages since a restart',
  },
  'session-locked': {
    code: 'error-log.session-locked',
    passing: true,
    words: 'the session is locked by another process',
  },
  'agent-parked': {
    code: 'error-log.agent-parked',
    passing: false,
    words: 'its database is not admitted',
  },
  context: {
    code: 'error-log.context-overflow',
    passing: false,
    words: 'the conversation is too long for the model',
  },
  other: { code: 'error-log.prompt-failed', passing: true, words: 'for a reason of its own' },
}
