import type { Codes } from '../entry.ts'

export const sessionTranscript = {} as const satisfies Codes<'session-transcript'>
