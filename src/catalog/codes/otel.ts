import type { Codes } from '../entry.ts'

export const otel = {} as const satisfies Codes<'otel'>
