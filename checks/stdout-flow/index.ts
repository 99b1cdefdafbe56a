import { logRulesKind } from '../error-log/log-rules.ts'

/** The kinds of check that a configuration may use in this layer, in the order in which they are listed. */
export const kinds = { 'log-rules': logRulesKind('stdout-flow') } as const
