import type { Context } from '../../src/core/check.ts'
import { redisTarget } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'

const POLL_MS = 60
const BATCH_TAIL = '-50'

export type Drain =
  | { readonly ok: true; readonly tookMs: number; readonly batched: boolean }
  | { readonly ok: false; readonly waitedMs: number }

/** Watches the gateway's list until the event is gone, at most `e2eDrainMs`; then says whether it went into the
 *  digest of quiet hours and sleep mode. `event` is the exact text that was pushed. */
export async function awaitDrain(
  settings: JoelclawSettings,
  { host, signal }: Context,
  event: string,
): Promise<Drain> {
  const { keys, thresholds } = settings
  const commands = [
    ['LRANGE', keys.events, '0', '99'],
    ['LRANGE', keys.batch, BATCH_TAIL, '-1'],
  ]
  const request = { target: redisTarget(settings), commands, deadlineMs: thresholds.redisMs }
  const begun = host.clock.monotonic()
  for (;;) {
    const answer = await host.redis.ask(request, signal)
    const waitedMs = Math.round(host.clock.monotonic() - begun)
    const [list, batch] = answer.ok ? answer.replies : []
    if (list?.ok && !holds(list.value, event))
      return { ok: true, tookMs: waitedMs, batched: batch?.ok === true && holds(batch.value, event) }
    if (waitedMs >= thresholds.e2eDrainMs || signal.aborted) return { ok: false, waitedMs }
    await host.clock.sleep({ ms: POLL_MS }, signal)
  }
}

/** Whether a list's rows hold the event: by its text, or, where it was written anew, by its nonce. */
function holds(rows: unknown, event: string): boolean {
  const { nonce } = (JSON.parse(event) as { payload: { nonce: string } }).payload
  return Array.isArray(rows) && rows.some((row) => typeof row === 'string' && row.includes(nonce))
}
