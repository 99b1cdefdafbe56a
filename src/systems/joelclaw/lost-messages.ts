import type { Log } from '../../logs/log.ts'
import type { Timed } from '../../logs/span.ts'
import { field } from './flow.ts'

const FAILED = /^command-queue: prompt failed \{/
const DUPLICATE = /dropped consecutive duplicate/

/** What became of the records that say "dropped consecutive duplicate". */
export interface Dropped {
  /** The retry of a prompt that had failed: the message is lost. */
  readonly lost: readonly Timed[]
  /** A second message with the same text. */
  readonly duplicates: readonly Timed[]
}

/** After a failed prompt the daemon tries the entry again within a second, takes it for a duplicate of itself and drops
 *  it (joelclaw of 2026-03): as many drops of a source as it has failed prompts are lost messages, the last ones
 *  first. Only the rest is a matter of duplicates. */
export function droppedIn(out: Log, err: Log | null): Dropped {
  const failures = new Map<string, number>()
  for (const record of err?.records ?? []) {
    const source = FAILED.test(record.head) ? field(record, 'source') : null
    if (source !== null) failures.set(source, (failures.get(source) ?? 0) + 1)
  }
  const drops = [out, ...(err ? [err] : [])].flatMap((log) =>
    log.records.filter((record, index) => index >= log.countedFrom && DUPLICATE.test(record.head)),
  )
  const lost: Timed[] = []
  const duplicates: Timed[] = []
  for (const record of drops.toReversed()) {
    const source = field(record, 'source') ?? ''
    const left = failures.get(source) ?? 0
    failures.set(source, left - 1)
    if (left > 0) lost.unshift(record)
    else duplicates.unshift(record)
  }
  return { lost, duplicates }
}
