import * as z from 'zod'
import { number, text, time } from './lenient.ts'

const marker = z.object({
  status: z.enum(['requested', 'completed', 'failed']),
  requestedAt: time,
  completedAt: time,
  previousPid: number,
  newPid: number,
  reason: text,
})

/** What newer builds (seen in 2026-08) write when somebody restarts the daemon on purpose. Times are epoch ms. */
export type RestartMarker = z.output<typeof marker>

/** Reads a marker file's text; null when it is something else. */
export function parseRestartMarker(source: string): RestartMarker | null {
  try {
    const parsed = marker.safeParse(JSON.parse(source))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
