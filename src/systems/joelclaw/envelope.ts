import * as z from 'zod'
import { fields, flag, number, text } from './lenient.ts'

const envelope = z.object({
  ok: z.boolean(),
  command: z.string().startsWith('joelclaw gateway status'),
  result: fields({
    available: flag,
    healthy: flag,
    mode: text,
    daemon: fields({ reachable: flag, pid: number }),
  }),
  error: fields({ message: text, code: text }),
})

/** What `joelclaw gateway status` prints, as far as it is compared. */
export type StatusEnvelope = z.output<typeof envelope>

/** The command's JSON envelope; null for the bare text that it prints when it breaks. */
export function parseStatusEnvelope(stdout: string): StatusEnvelope | null {
  try {
    const parsed = envelope.safeParse(JSON.parse(stdout))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
