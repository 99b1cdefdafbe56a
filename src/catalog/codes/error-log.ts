import type { Codes } from '../entry.ts'
import { errorLogChannels } from './error-log-channels.ts'
import { errorLogModel } from './error-log-model.ts'
import { parked } from './error-log-parked.ts'
import { errorLogRuntime } from './error-log-runtime.ts'
import { errorLogSession } from './error-log-session.ts'
import { sidecar } from './error-log-sidecar.ts'
import { errorLogGateway, errorLogTurns } from './error-log-turns.ts'
import { worker } from './error-log-worker.ts'

/** What an error log tells, by topic. */
export const errorLog = {
  ...errorLogModel,
  ...errorLogSession,
  ...errorLogChannels,
  ...errorLogRuntime,
  ...errorLogTurns,
  ...errorLogGateway,
  ...parked,
  ...sidecar,
  ...worker,
} as const satisfies Codes<'error-log'>
