import { logRulesKind } from './log-rules.ts'

/** The kinds of check that a configuration may use in this layer, in the order in which they are listed. */
export const kinds = { 'log-rules': logRulesKind('error-log') } as const
