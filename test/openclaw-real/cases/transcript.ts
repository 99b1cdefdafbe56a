import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { verdictOf } from '../../openclaw/diagnose.ts'
import type { Rig } from '../../openclaw/rig.ts'
import type { Sandbox } from '../../openclaw/sandbox.ts'

/** A conversation whose every turn fails, and no other. */
export function transcriptCases(bench: () => Rig): void {
  test('a damaged row in a conversation', async () => {
    const { sandbox, say, walk } = bench()
    expect((await say('damaged')).payload?.status).toBe('ok')
    const mend = damageRow(sandbox, 'agent:main:damaged')
    try {
      const seen = await walk('--only', 'session-transcript')
      expect(verdictOf(seen)).toBe('failed session-transcript session-transcript.row-invalid')
      expect(seen.report.scenarios[0]?.id).toBe('openclaw.damaged-session')
      expect((await say('damaged')).payload?.status).not.toBe('ok')
      expect(verdictOf(await walk())).toBe('failed error-log error-log.transcript-damaged')
    } finally {
      mend()
    }
    expect((await say('damaged')).payload?.status).toBe('ok')
    expect(verdictOf(await walk())).toBe('healthy')
  })
}

/** Cuts off one message of a conversation in the agent's database; gives what puts it right again. */
export function damageRow(sandbox: Sandbox, sessionKey: string): () => void {
  const path = join(sandbox.state, 'agents', 'main', 'agent', 'openclaw-agent.sqlite')
  const ask = <T>(work: (database: DatabaseSync) => T): T => {
    const database = new DatabaseSync(path, { timeout: 10_000 })
    try {
      return work(database)
    } finally {
      database.close()
    }
  }
  const put = (id: string, text: string) =>
    ask((database) =>
      database
        .prepare('update transcript_events set event_json = ? where session_id = ? and seq = 5')
        .run(text, id),
    )
  const [id, good] = ask((database) => {
    const window = database
      .prepare('select session_id from session_windows where session_key = ?')
      .get(sessionKey)
    const row = database
      .prepare('select event_json from transcript_events where session_id = ? and seq = 5')
      .get(String(window?.session_id))
    return [String(window?.session_id), String(row?.event_json)] as const
  })
  put(id, '{"type":"message","id":"cut')
  return () => void put(id, good)
}
