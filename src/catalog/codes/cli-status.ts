import type { Codes } from '../entry.ts'

export const cliStatus = {} as const satisfies Codes<'cli-status'>
