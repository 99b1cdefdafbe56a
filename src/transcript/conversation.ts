import { currentBranch } from './branch.ts'
import type { Entry } from './entry.ts'
import { type Exchange, exchangesOf } from './exchange.ts'
import { type OpenItem, openItems } from './open-items.ts'
import type { Transcript } from './read.ts'
import type { Session } from './source.ts'

/** What was said in the sessions that were read, as one conversation. */
export interface Conversation {
  /** Of all sessions, oldest first. */
  readonly entries: readonly Entry[]
  readonly exchanges: readonly Exchange[]
  readonly open: readonly OpenItem[]
  /** The sessions after the first one: where a rotation lies. */
  readonly rotations: readonly Session[]
  readonly damaged: number
  readonly cut: number
}

/** Puts the sessions together: what a forked session repeats of its parent counts once, and an answer at the beginning
 *  of a session belongs to the question at the end of the one before. */
export function conversationOf({ parts }: Pick<Transcript, 'parts'>): Conversation {
  const seen = new Set<string>()
  const entries: Entry[] = []
  const branch = new Set<Entry>()
  for (const part of parts) {
    const own = part.entries.filter((entry) => isNew(entry, seen))
    const on = currentBranch(part.entries)
    for (const entry of own) {
      entries.push(entry)
      if (on.has(entry)) branch.add(entry)
    }
  }
  const exchanges = exchangesOf(entries, branch)
  return {
    entries,
    exchanges,
    open: openItems(exchanges),
    rotations: parts.slice(1).map((part) => part.session),
    damaged: sum(parts.map((part) => part.damaged)),
    cut: sum(parts.map((part) => part.cut)),
  }
}

/** Ids have 32 bits: only with the same time they mean the same entry. */
function isNew({ id, at }: Entry, seen: Set<string>): boolean {
  if (id === null) return true
  const key = `${id} ${at}`
  if (seen.has(key)) return false
  seen.add(key)
  return true
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
