import { type Context, defineProbe } from '../../core/check.ts'
import type { FileProblem } from '../../host/files.ts'
import { conversationOf } from '../../transcript/conversation.ts'
import { plainDialect } from '../../transcript/dialect.ts'
import { transcriptDirectory } from '../../transcript/directory.ts'
import { joinedConversation } from '../../transcript/joined.ts'
import { readTranscript, type Transcript } from '../../transcript/read.ts'
import type { Session, TranscriptSource } from '../../transcript/source.ts'
import type { TranscriptProbe } from '../../transcript/state.ts'
import { agentIds } from './agents.ts'
import type { OpenclawProbes } from './probes.ts'
import { transcriptRows } from './transcript-rows.ts'

const MOST_AGENTS = 50

/** A session and the storage that it lies in. */
interface Kept {
  readonly session: Session
  readonly source: TranscriptSource
  /** The channel of its key, `telegram` of `agent:main:telegram:direct:7`; the file form keeps none. */
  readonly channel: string | null
  /** The run ended without an answer, by a kill, a failure or a timeout. */
  readonly over: boolean
}

/** Reads every session that was used inside the window, of all agents: they run side by side, so that each is a
 *  conversation of its own. Without one inside it, the one last used. */
export function transcriptProbe(probes: OpenclawProbes): TranscriptProbe {
  return defineProbe('session transcripts', async (context) => {
    const { ask, window, signal } = context
    const [config, state, { run, beside }, { stateDir, why, inside }] = await Promise.all([
      ask(probes.config),
      ask(probes.state),
      ask(probes.instance),
      ask(probes.place),
    ])
    const live = { id: null, startedAt: run?.startedAt ?? null, turnRuns: null }
    const place = `${stateDir ?? inside}/agents`
    if (stateDir === null)
      return { kind: 'problem', place, problem: { ok: false, problem: 'denied', message: why }, live }
    const agents = agentIds(config, state).slice(0, MOST_AGENTS)
    const found = await Promise.all(agents.map((agent) => ofAgent(context, `${place}/${agent}`, beside)))
    const problem = found.map((one) => one.problem).find((one) => one !== null)
    const all = found.flatMap((one) => one.kept).toSorted((a, b) => b.session.changedAt - a.session.changedAt)
    const [newest] = all
    if (!newest && problem) return { kind: 'problem', place, problem, live }
    const invalid = found.flatMap((one) => one.invalid)
    if (!newest) return { kind: 'none', place, liveId: null, invalid, live }
    const used = all.filter(({ session }) => session.changedAt >= window.since)
    const read: { readonly transcript: Transcript; readonly over: boolean }[] = []
    for (const { session, source, channel, over } of used.length > 0 ? used : [newest]) {
      const alone = {
        ...source,
        sessions: async () => ({ ok: true as const, sessions: [session], invalid: [] }),
      }
      const dialect = { ...plainDialect, from: () => channel }
      const answer = await readTranscript({ source: alone, dialect, window, liveId: null, signal })
      if (answer.kind === 'problem') return { ...answer, live }
      if (answer.kind === 'read') read.push({ transcript: answer, over })
    }
    const choice = { session: newest.session, liveId: null, missing: false, newer: null }
    const parts = read.flatMap(({ transcript }) => transcript.parts).toReversed()
    const conversation = joinedConversation(
      read.map(({ transcript, over }) => ({ conversation: conversationOf(transcript), over })),
      parts.map((part) => part.session),
    )
    return { kind: 'read', transcript: { kind: 'read', place, choice, parts, invalid }, conversation, live }
  })
}

interface Found {
  readonly kept: readonly Kept[]
  readonly invalid: readonly string[]
  readonly problem: FileProblem | null
}

/** One database for each agent since 2026.8.1, one file for each session before. */
async function ofAgent(context: Context, directory: string, running: boolean): Promise<Found> {
  const rows = transcriptRows(context, `${directory}/agent/openclaw-agent.sqlite`, running)
  const stored = await rows.sessions()
  if (stored.ok) {
    const kept = stored.sessions.map((session): Kept => {
      const over = ['killed', 'failed', 'timeout'].includes(session.status ?? '')
      return { session, source: rows, channel: session.key.split(':')[2] ?? null, over }
    })
    return { kept, invalid: [], problem: null }
  }
  if (stored.problem !== 'absent') return { kept: [], invalid: [], problem: stored }
  const files = transcriptDirectory(context.host, `${directory}/sessions`)
  const listed = await files.sessions()
  if (!listed.ok) return { kept: [], invalid: [], problem: listed.problem === 'absent' ? null : listed }
  const kept = listed.sessions.map((session) => ({ session, source: files, channel: null, over: false }))
  return { kept, invalid: listed.invalid, problem: null }
}
