import { supportsColor } from 'chalk'

/** How many colours stdout shows: 0, 1 (16), 2 (256) or 3 (all). */
export const chalk = supportsColor ? supportsColor.level : (0 as const)
