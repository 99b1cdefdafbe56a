/** Begins the nonce of every event of ours; wherever a text holds it, that text is our own probe. */
export const PROBE_MARK = 'firstfault-e2e-'

/** The event of one end-to-end test, as joelclaw's event lists keep it. Its type is the one that the daemon's triage
 *  knows as a test; `source` and nonce tell that it is ours. All five fields are needed, or the daemon drops it. */
export interface ProbeEvent {
  readonly id: string
  readonly type: 'test.gateway-e2e'
  readonly source: 'firstfault'
  readonly payload: { readonly test: true; readonly nonce: string; readonly ts: string }
  readonly ts: number
}

/** A new event; `now` in epoch ms. */
export function probeEvent(uuid: string, now: number): ProbeEvent {
  const payload = { test: true, nonce: `${PROBE_MARK}${uuid}`, ts: new Date(now).toISOString() } as const
  return { id: uuid, type: 'test.gateway-e2e', source: 'firstfault', payload, ts: now }
}

/** Whether a text (a user message, a stored entry) is or holds a probe of ours. */
export const isProbe = (text: string): boolean => text.includes(PROBE_MARK)
