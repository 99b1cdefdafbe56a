import { custom } from './custom.ts'
import { houmao } from './houmao/index.ts'
import { joelclaw } from './joelclaw/index.ts'
import { missionControl } from './mission-control/index.ts'
import { openclaw } from './openclaw/index.ts'
import type { System } from './system.ts'

/** Every system that this version knows, in the order of detection. */
export const systems: readonly System[] = [joelclaw, openclaw, houmao, missionControl, custom]
