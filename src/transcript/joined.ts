import type { Conversation } from './conversation.ts'
import type { Session } from './source.ts'

/** A conversation beside others. `over`: its last run ended, whatever its last entry looks like. */
export interface SideBySide {
  readonly conversation: Conversation
  readonly over: boolean
}

/** Conversations of sessions that run side by side, in one time line. Unlike after a rotation, every one of them may
 *  have work open. */
export function joinedConversation(sides: readonly SideBySide[], sessions: readonly Session[]): Conversation {
  const own = sides.map(({ conversation, over }) => (over ? ended(conversation) : conversation))
  return {
    entries: own.flatMap(({ entries }) => entries).toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0)),
    exchanges: own
      .flatMap(({ exchanges }) => exchanges)
      .toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0)),
    open: own.flatMap(({ open }) => open).toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0)),
    rotations: sessions,
    damaged: sum(own.map(({ damaged }) => damaged)),
    cut: sum(own.map(({ cut }) => cut)),
  }
}

function ended(conversation: Conversation): Conversation {
  const exchanges = conversation.exchanges.map((one) =>
    one.ending === 'open' ? { ...one, ending: 'unanswered' as const } : one,
  )
  return { ...conversation, exchanges, open: [] }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
