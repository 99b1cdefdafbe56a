import type { Codes } from '../entry.ts'

export const errorLog = {} as const satisfies Codes<'error-log'>
