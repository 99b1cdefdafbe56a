import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Case } from '../case.ts'
import { message } from './databases.ts'
import { piece, record } from './log.ts'
import { boot, negative } from './make.ts'

const IGNORED = 'config reload skipped (invalid config): gateway: Unrecognized key: "prot"'

/** What looks bad and is not. */
export const negatives: readonly Case[] = [
  negative('healthy', 'all is well', {}),
  negative('client-flood', 'clients wrote their errors into its log', {
    log: (now) => [
      ...boot(now),
      ...Array.from({ length: 400 }, (_, n) =>
        record(
          'openclaw',
          'ERROR',
          `[openclaw] Reason: Requested agent harness "claude-cli" is not registered. (${n})`,
          now - 50_000,
        ),
      ),
      ...piece('answered', now - 10_000),
    ],
  }),
  negative('edit-mended', 'an invalid edit was ignored, and the file has been put right since', {
    log: (now) => [...boot(now), record('gateway/reload', 'WARN', IGNORED, now - 60_000)],
    finish: async ({ state }) => {
      const at = Date.now() / 1000 - 30
      utimesSync(join(state, 'openclaw.json'), at, at)
    },
  }),
  negative('quoted-words', 'an answer quotes the words of an error', {
    log: (now) => [
      ...boot(now),
      record(
        'openclaw',
        'INFO',
        'Gateway failed to start: that is what your log says.',
        now - 20_000,
      ).replace('{"0"', '{"traceId":"08f5","0"'),
    ],
  }),
  negative('recovered', 'the key was renewed and turns are answered again', {
    log: (now) => [...boot(now), ...piece('refused-401', now - 900_000), ...piece('answered', now - 30_000)],
  }),
  negative('heartbeats', 'heartbeats without a channel end as failed tasks', {
    tasks: (now) => [
      { status: 'failed', at: now - 20_000, error: 'heartbeat skipped: no-route', runtime: 'cron' },
      { status: 'succeeded', at: now - 60_000 },
    ],
  }),
  negative('slow-disk', 'slow database writes on a loaded disk', {
    log: (now) => [
      ...boot(now),
      record('session-sqlite', 'WARN', 'slow SQLite session write {"elapsedMs":1891}', now - 20_000),
      record('session-sqlite', 'WARN', 'SQLite reclamation Worker failed', now - 19_000),
    ],
  }),
  negative('old-crash', 'a run of long ago was killed', {
    boots: (now, pid) => [
      { pid, startedAt: now - 600_000 },
      { pid: 7, startedAt: now - 86_400_000 },
    ],
  }),
  negative('ended-by-hand', 'somebody ended the newest turn himself', {
    sessions: (now) => [
      {
        key: 'agent:main:main',
        at: now - 30_000,
        status: 'killed',
        events: [
          message('user', 'ping', now - 31_000),
          message('assistant', '', now - 30_000, { stopReason: 'aborted' }),
        ],
      },
    ],
  }),
  negative('files-of-2026-07', 'sessions are files, as before 2026.8.1', {
    finish: async ({ state }) => jsonl(state),
  }),
]

function jsonl(state: string): void {
  rmSync(join(state, 'agents/main/agent'), { recursive: true })
  mkdirSync(join(state, 'agents/main/sessions'))
  const now = Date.now()
  writeFileSync(
    join(state, 'agents/main/sessions/abc.jsonl'),
    `${[message('user', 'ping', now - 61_000), message('assistant', 'pong', now - 60_000)].join('\n')}\n`,
  )
}
