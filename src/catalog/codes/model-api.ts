import type { Codes } from '../entry.ts'

export const modelApi = {} as const satisfies Codes<'model-api'>
