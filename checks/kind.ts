import type { z } from 'zod'
import type { Check } from '../src/core/check.ts'

/** A generic check: its settings, as a configuration may write them, and the check they make. */
export interface Kind<Settings> {
  readonly schema: z.ZodType<Settings>
  make(settings: Settings): Check
}

/** A kind with its settings type kept. */
export function defineKind<Settings>(kind: Kind<Settings>): Kind<Settings> {
  return kind
}
