import type { Codes } from '../entry.ts'

export const e2eQueue = {} as const satisfies Codes<'e2e-queue'>
