import { supportsColor } from 'chalk'

/** How many colours stdout shows: 0, 1 (16), 2 (256) or 3 (all). */
export const colourLevel: 0 | 1 | 2 | 3 = supportsColor ? supportsColor.level : 0
