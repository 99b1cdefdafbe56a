import type { Codes } from '../entry.ts'

export const stdoutFlow = {} as const satisfies Codes<'stdout-flow'>
