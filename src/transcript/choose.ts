import type { Session } from './source.ts'

export interface Choice {
  /** The session that is read: the live one where it has a transcript, else the one last written. */
  readonly session: Session
  /** The gateway's session of now, where it says so. */
  readonly liveId: string | null
  /** True when the live session has no transcript yet: no model has answered in it. */
  readonly missing: boolean
  /** A session that was written later than the live one; the gateway would resume it at its next start. */
  readonly newer: Session | null
}

/** Which session is the gateway's. `sessions` are those with valid headers, last written first. Without a live id
 *  the one last written counts, which is also the SDK's rule at a start. */
export function chooseSession(sessions: readonly Session[], liveId: string | null): Choice | null {
  const [newest] = sessions
  if (!newest) return null
  const live = liveId === null ? undefined : sessions.find((session) => session.id === liveId)
  const session = live ?? newest
  return {
    session,
    liveId,
    missing: liveId !== null && !live,
    newer: live && live !== newest ? newest : null,
  }
}

/** The session before this one: the last written of those that began earlier. */
export function sessionBefore(sessions: readonly Session[], session: Session): Session | null {
  const began = session.startedAt ?? session.changedAt
  const earlier = sessions.filter((one) => one !== session && (one.startedAt ?? one.changedAt) < began)
  return earlier.toSorted((a, b) => b.changedAt - a.changedAt)[0] ?? null
}
