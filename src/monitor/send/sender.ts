import type { Message } from '../state.ts'

/** What became of one message. `handle` is the receiver's own id of it; `waitMs` is how long the receiver wants us to
 *  wait, where it says so. */
export type Delivery =
  | { readonly ok: true; readonly handle: string | null }
  | { readonly ok: false; readonly problem: string; readonly waitMs: number | null }

/** One way to tell people. `thread` is the handle of the alert's first message there, to edit or answer it. */
export interface Sender {
  readonly name: string
  readonly send: (message: Message, thread: string | null) => Promise<Delivery>
}
