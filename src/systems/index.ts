import { custom } from './custom.ts'
import { joelclaw } from './joelclaw/index.ts'
import type { System } from './system.ts'

/** Every system that this version knows, in the order of detection. */
export const systems: readonly System[] = [joelclaw, custom]
