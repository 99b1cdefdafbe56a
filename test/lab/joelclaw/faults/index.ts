import { errorFaults } from './errors.ts'
import type { Faults } from './fault.ts'
import { flowFaults, modelFaults, telemetryFaults } from './flow.ts'
import { historyNegatives } from './history.ts'
import { processFaults } from './process.ts'
import { quietNegatives } from './quiet.ts'
import { redisFaults } from './redis.ts'
import { statusFaults } from './status.ts'
import { substrateFaults } from './substrate.ts'

export type { Fault } from './fault.ts'

/** Every fault of a joelclaw gateway, layer by layer. */
export const faults: Faults = {
  ...substrateFaults,
  ...processFaults,
  ...statusFaults,
  ...errorFaults,
  ...flowFaults,
  ...telemetryFaults,
  ...modelFaults,
  ...redisFaults,
}

/** States that look bad to a careless reader and are not. */
export const negatives: Faults = { ...quietNegatives, ...historyNegatives }
