import { httpHealth } from './http-health.ts'

/** The kinds of check that a configuration may use in this layer, in the order in which they are listed. */
export const kinds = { 'http-health': httpHealth } as const
