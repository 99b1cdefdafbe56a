import { kinds as cliStatus } from './cli-status/index.ts'
import { kinds as e2eQueue } from './e2e-queue/index.ts'
import { kinds as errorLog } from './error-log/index.ts'
import { kinds as modelApi } from './model-api/index.ts'
import { kinds as otel } from './otel/index.ts'
import { kinds as process } from './process/index.ts'
import { kinds as redis } from './redis/index.ts'
import { kinds as sessionTranscript } from './session-transcript/index.ts'
import { kinds as stdoutFlow } from './stdout-flow/index.ts'
import { kinds as substrate } from './substrate/index.ts'

/** The layers in walking order, each with the generic checks that a configuration may use in it. */
export const layers = {
  substrate,
  process,
  'cli-status': cliStatus,
  'error-log': errorLog,
  'stdout-flow': stdoutFlow,
  'e2e-queue': e2eQueue,
  'session-transcript': sessionTranscript,
  otel,
  'model-api': modelApi,
  redis,
} as const
