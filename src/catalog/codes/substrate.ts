import type { Codes } from '../entry.ts'

export const substrate = {} as const satisfies Codes<'substrate'>
