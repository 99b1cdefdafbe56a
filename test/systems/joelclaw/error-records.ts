/** A failed prompt as the daemon prints it. */
export const failed = (error: string, more = '') =>
  `command-queue: prompt failed {\n  source: "telegram:1",\n${more}  consecutiveFailures: 1,\n  error: ${error}\n,\n}`

/** A record with an object, one field a line. */
export const object = (head: string, ...fields: string[]) =>
  `${head} {\n${fields.map((field) => `  ${field},\n`).join('')}}`

/** What the daemon prints, and something close to it that means another thing. */
export const RECORDS: readonly (readonly [code: string, record: string, nearMiss: string])[] = [
  [
    'error-log.auth-failed',
    failed('error: Authentication failed for "anthropic". Credentials may have expired'),
    failed('error: Authentication is required'),
  ],
  [
    'error-log.auth-failed',
    object('[gateway] message_end with error', 'errorMsg: "401 {\\"type\\":\\"authentication_error\\"}"'),
    object('[gateway] message_end with error', 'errorMsg: "took 401000 ms"'),
  ],
  [
    'error-log.api-key-missing',
    failed('error: No API key found for anthropic.\n\nUse /login'),
    failed('error: No key'),
  ],
  [
    'error-log.quota-exhausted',
    object('[gateway] message_end with error', 'errorMsg: "insufficient_quota"'),
    object('[gateway] message_end with error', 'errorMsg: "quota fine"'),
  ],
  [
    'error-log.rate-limited',
    object(
      '[gateway:fallback] API error detected via message_end',
      'reason: "Anthropic rate limit (429)"',
      'errorMsg: "x"',
    ),
    object('[gateway:fallback] prompt dispatched', 'reason: "Anthropic rate limit (429)"'),
  ],
  [
    'error-log.provider-overloaded',
    object('[gateway:fallback] API error detected via message_end', 'reason: "Anthropic overloaded (529)"'),
    object('[gateway] session', 'reason: "overloaded_error"'),
  ],
  [
    'error-log.provider-unreachable',
    failed('error: fetch failed'),
    object('[gateway] other', 'error: "fetch failed"'),
  ],
  [
    'error-log.provider-error',
    object('[gateway] message_end with error', 'errorMsg: "500 oops"'),
    object('[gateway] message_end', 'errorMsg: "500 oops"'),
  ],
  [
    'error-log.model-timeout',
    object('[gateway:fallback] timeout — no tokens received', 'timeoutMs: 120000'),
    object('[gateway:fallback] timeout watch paused (compaction)'),
  ],
  [
    'error-log.fallback-activated',
    object('[gateway:fallback] activated', 'reason: "no streaming tokens after 120s"', 'activationCount: 1'),
    object('[gateway:fallback] activating soon'),
  ],
  [
    'error-log.fallback-unusable',
    object('[gateway:fallback] disabled: primary and fallback models are identical'),
    object('[gateway:fallback] remapped fallback model'),
  ],
  [
    'error-log.model-not-found',
    object(
      '[gateway:fallback] recovery probe failed — staying on fallback',
      'error: "[gateway:fallback] pi model not found: openai-codex/gpt-5.4"',
    ),
    object('[gateway] session', 'error: "pi model found"'),
  ],
  [
    'error-log.recovery-probe-failed',
    object('[gateway:fallback] recovery probe failed — staying on fallback', 'error: "x"'),
    object('[gateway:fallback] recovery probe'),
  ],
  [
    'error-log.model-drift',
    object(
      '[gateway] restored requested primary model onto resumed session',
      'requested: "a"',
      'resumed: "b"',
    ),
    object('[gateway] session', 'mode: "resumed"'),
  ],
  [
    'error-log.streaming-race',
    failed(
      "error: Agent is already processing. Specify streamingBehavior ('steer' or 'followUp') to queue the message.",
    ),
    object('[gateway:x] note', 'error: "Agent is already processing"'),
  ],
  [
    'error-log.session-streaming',
    object('command-queue: session still streaming, retrying', 'attempt: 1'),
    object('command-queue: session streaming'),
  ],
  [
    'error-log.context-overflow',
    object('command-queue: context overflow detected'),
    object('[gateway] context overflow recovery triggered'),
  ],
  [
    'error-log.context-recovery-failed',
    object('command-queue: context overflow recovery failed'),
    object('[gateway:health] session recycled'),
  ],
  [
    'error-log.session-dead',
    object('[gateway:watchdog] session appears dead — too many consecutive prompt failures'),
    object('[gateway:watchdog] session appears well'),
  ],
  [
    'error-log.session-dead',
    '[gateway:watchdog] initiating self-restart for session recovery',
    '[gateway:watchdog] initiating',
  ],
  [
    'error-log.session-stuck',
    object('[gateway:watchdog] session appears stuck — attempting abort', 'stuckForMs: 640000'),
    object('[gateway:other] session appears stuck'),
  ],
  [
    'error-log.stuck-recovery-failed',
    object('[gateway:watchdog] stuck recovery timed out — restarting daemon', 'overdueMs: 1000'),
    object('[gateway:watchdog] session recovered after stuck abort'),
  ],
  [
    'error-log.idle-waiter-timeout',
    object('[gateway] idle waiter timed out — releasing drain lock', 'timeoutMs: 300000'),
    object('[gateway] idle waiter released'),
  ],
  ['error-log.prompt-failed', failed('error: something else'), object('command-queue: prompt sent')],
  [
    'error-log.context-pressure',
    object('[gateway:health] context elevated — proactive compaction'),
    object('[gateway:health] context usage moderate'),
  ],
  [
    'error-log.redis-retry-storm',
    object(
      '[gateway] redis command retries exhausted',
      'suppressedInWindow: 9',
      'message: "Reached the max retries per request limit (which is 20)."',
    ),
    object('[gateway] unhandled rejection', 'error: "max things"'),
  ],
  [
    'error-log.persist-failed',
    object('[gateway:store] persist failed; enqueueing without durable stream id'),
    object('[gateway:store] persisted'),
  ],
  [
    'error-log.drain-failed',
    object('[gateway:redis] failed to drain events'),
    object('[gateway:redis] drained events'),
  ],
  [
    'error-log.replay-failed',
    object('[gateway:store] replay failed'),
    object('[gateway:store] replayed unacked messages into priority queue'),
  ],
  [
    'error-log.redis-mode-failed',
    object('[redis] mode read failed — defaulting to active'),
    object('[redis] gateway mode set to active'),
  ],
  [
    'error-log.redis-disconnected',
    object('[gateway:redis] subscriber error', 'error: error: connect ECONNREFUSED 127.0.0.1:6379'),
    '[gateway] agent-mail registration failed (non-fatal): TypeError: ECONNREFUSED: Unable to connect.\n  code: "ECONNREFUSED"',
  ],
  [
    'error-log.telegram-conflict',
    object(
      '[gateway:telegram] polling start failed; retry scheduled',
      'error: "GrammyError: Call to \'getUpdates\' failed! (409: Conflict: terminated by other getUpdates request)"',
      'conflict: true',
    ),
    object('[gateway:telegram] poll lease unavailable; running direct polling', 'reason: "lease_disabled"'),
  ],
  [
    'error-log.telegram-start-failed',
    object(
      '[gateway:telegram] polling start failed; retry scheduled',
      'error: "401: Unauthorized"',
      'conflict: false',
    ),
    object('[gateway:telegram] polling started'),
  ],
  [
    'error-log.outbound-failed',
    object('[gateway:telegram] send failed completely'),
    object('[gateway:telegram] HTML send failed, trying plain text'),
  ],
  [
    'error-log.response-misrouted',
    object('[gateway] response source fallback to console'),
    object('[gateway] response source recovered'),
  ],
  [
    'error-log.channel-start-failed',
    object('[gateway] telegram channel NOT registered'),
    '[gateway] discord disabled — no token',
  ],
  [
    'error-log.poll-lease-unavailable',
    object(
      '[gateway:telegram] poll lease unavailable; running direct polling',
      'reason: "lease_unavailable"',
    ),
    object('[gateway:telegram] poll lease acquired'),
  ],
  [
    'error-log.killed-by-operator',
    '[gateway:telegram] /kill command received — hard stopping',
    '[gateway:telegram] /killed command unknown',
  ],
  [
    'error-log.start-failed',
    'error: Cannot find module "@mariozechner/pi-ai" from "/x/daemon.ts"',
    'warn: Cannot find module',
  ],
  [
    'error-log.uncaught-exception',
    object('[gateway] uncaught exception', 'error: "x"'),
    object('[gateway] exception'),
  ],
  [
    'error-log.unhandled-rejection',
    object('[gateway] unhandled rejection', 'error: "x"'),
    object('[gateway] rejection'),
  ],
  [
    'error-log.heartbeat-overdue',
    object('[heartbeat] watchdog alarm: heartbeat overdue'),
    '[heartbeat] skipped tick (sleep mode)',
  ],
  [
    'error-log.watchdog-unhealthy',
    object('[gateway:watchdog] health check', 'redis: "DEGRADED"'),
    object('[gateway:watchdog] health checked'),
  ],
  [
    'error-log.telemetry-failed',
    object('[gateway:otel] emit request failed', 'error: "TimeoutError: The operation timed out."'),
    object('[gateway:otel] started'),
  ],
  [
    'error-log.langfuse-missing',
    "langfuse-cost: cannot load optional dependency 'langfuse'; telemetry disabled.",
    'langfuse-cost: loaded',
  ],
]
