import type { Codes } from '../entry.ts'

export const redis = {} as const satisfies Codes<'redis'>
