import { defineProbe, type Probe } from '../../core/check.ts'
import { conversationOf } from '../../transcript/conversation.ts'
import { transcriptDirectory } from '../../transcript/directory.ts'
import { readTranscript } from '../../transcript/read.ts'
import type { LiveSession, TranscriptProbe } from '../../transcript/state.ts'
import type { HealthAnswer } from './probes.ts'
import { joelclawDialect } from './prompts.ts'
import type { JoelclawSettings } from './settings.ts'

/** A window that ends longer ago than this is about the past; what the daemon says now is not about it. */
const PAST_MS = 60_000

/** Reads the session that the daemon says it has, else the one last written. */
export function transcriptProbe({ paths }: JoelclawSettings, health: Probe<HealthAnswer>): TranscriptProbe {
  return defineProbe('session transcript', async ({ host, window, now, signal, ask }) => {
    const live = liveSession(await ask(health), now, now - window.until > PAST_MS)
    const source = transcriptDirectory(host, paths.transcripts)
    const answer = await readTranscript({ source, dialect: joelclawDialect, window, liveId: live.id, signal })
    if (answer.kind !== 'read') return { ...answer, live }
    return { kind: 'read', transcript: answer, conversation: conversationOf(answer), live }
  })
}

function liveSession(health: HealthAnswer, now: number, past: boolean): LiveSession {
  const status = health.kind === 'document' ? health.document.status : null
  if (!status || past) return { id: null, startedAt: null, turnRuns: null }
  const { sessionId, uptimeMs, isStreaming, supersession } = status
  const turn = supersession ? supersession.activeRequest !== null : null
  const known = typeof isStreaming === 'boolean' && turn !== null
  return {
    id: sessionId || null,
    startedAt: typeof uptimeMs === 'number' ? now - uptimeMs : null,
    turnRuns: known ? isStreaming || turn : null,
  }
}
