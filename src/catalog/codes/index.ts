import { cliStatus } from './cli-status.ts'
import { e2eQueue } from './e2e-queue.ts'
import { errorLog } from './error-log.ts'
import { modelApi } from './model-api.ts'
import { otel } from './otel.ts'
import { process } from './process.ts'
import { redis } from './redis.ts'
import { sessionTranscript } from './session-transcript.ts'
import { stdoutFlow } from './stdout-flow.ts'
import { substrate } from './substrate.ts'

/** Every code that firstfault can print. Never renamed, never reused. */
export const codes = {
  ...substrate,
  ...process,
  ...cliStatus,
  ...errorLog,
  ...stdoutFlow,
  ...e2eQueue,
  ...sessionTranscript,
  ...otel,
  ...modelApi,
  ...redis,
} as const

/** A code of the catalogue; one without an entry does not compile. */
export type Code = keyof typeof codes
