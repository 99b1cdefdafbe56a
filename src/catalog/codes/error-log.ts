import type { Codes } from '../entry.ts'
import { errorLogChannels } from './error-log-channels.ts'
import { errorLogModel } from './error-log-model.ts'
import { errorLogRuntime } from './error-log-runtime.ts'
import { errorLogSession } from './error-log-session.ts'
import { errorLogGateway, errorLogTurns } from './error-log-turns.ts'
import { sidecar } from './error-log-sidecar.ts'

/** What an error log tells, by topic. */
export const errorLog = {
  ...errorLogModel,
  ...errorLogSession,
  ...errorLogChannels,
  ...errorLogRuntime,
  ...errorLogTurns,
  ...errorLogGateway,
  ...sidecar,
} as const satisfies Codes<'error-log'>
