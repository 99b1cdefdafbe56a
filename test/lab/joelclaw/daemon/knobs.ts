/** What a lab may turn on a running daemon. */
export interface Knobs {
  /** Away from the real time, ms; negative is the past. */
  clockMs: number
  /** Pretend that it is between 23:00 and 07:00 Pacific. */
  quietHours: boolean
  /** Tools start and never return. */
  toolHangs: boolean
  /** Every prompt is refused because the session is "already processing". */
  streaming: boolean
  /** The thread classifier's time between reading the event list and deleting it. */
  classifierMs: number
  /** First of the SDK's waits before it retries a model error (2, 4 and 8 s in reality). */
  retryMs: number
  /** Between two prompts refused as "already processing" (2 s in reality). */
  promptRetryMs: number
  /** Between two looks of the watchdog (30 s in reality). */
  watchdogMs: number
  /** How much faster than real the fallback's timeout watch runs. */
  timeoutScale: number
  /** A running turn older than this releases the drain lock (5 min in reality). */
  idleWaiterMs: number
  /** Unsubscribe from the wake-ups: events then wait for the next reconnect. */
  deaf: boolean
  /** Answers are made and never sent, without a word in the logs. */
  losesAnswers: boolean
  /** Laid over the health document: what channels, guardrails and traces say. */
  health: Readonly<Record<string, unknown>>
  /** `document` is the daemon's own; the others take its place on the port. */
  healthMode: 'document' | 'html' | 'silent' | 'text' | 'closed'
}

export const defaultKnobs: Knobs = {
  clockMs: 0,
  quietHours: false,
  toolHangs: false,
  streaming: false,
  classifierMs: 5,
  retryMs: 5,
  promptRetryMs: 20,
  watchdogMs: 30_000,
  timeoutScale: 1,
  idleWaiterMs: 300_000,
  deaf: false,
  losesAnswers: false,
  health: {},
  healthMode: 'document',
}
