import * as z from 'zod'
import { monitorSection } from '../config/monitor.ts'
import type { Config } from '../config/schema.ts'
import { UsageError } from '../core/usage-error.ts'
import { overlay } from '../gateway/open.ts'

/** The configuration's `monitor` with the command line laid over it. */
export function monitorSettings(
  { monitor }: Config,
  over: Readonly<Record<string, unknown>>,
): Config['monitor'] {
  const parsed = monitorSection.safeParse(overlay(monitor, over))
  if (parsed.success) return parsed.data
  throw new UsageError('usage', z.prettifyError(parsed.error), 'See `firstfault monitor --help`.')
}
