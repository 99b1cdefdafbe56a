import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Case } from '../case.ts'
import { piece, record } from './log.ts'
import { boot, fault, lost, NOBODY, negative, warned } from './make.ts'
import { inbound, withRows } from './queue-rows.ts'

const MINUTE = 60_000
const AGENT = 'agents/main/agent/openclaw-agent.sqlite'
const quick = () => ({ thresholds: { bootGraceMs: 1, turnStuckMs: 1_000 } })

/** A session as the table of sessions keeps it; `entry` are parts of its JSON. */
const node = (key: string, at: number, entry: object, status = 'done') =>
  [
    'session_nodes',
    {
      session_key: key,
      current_session_id: 'session-9',
      entry_json: JSON.stringify({ sessionId: 'session-9', ...entry }),
      entry_valid: 1,
      updated_at: at,
      status,
    },
  ] as const
const toTelegram = { delivery: { kind: 'external', context: { channel: 'telegram', to: 'telegram:7' } } }
const tombstone = (more: object = {}) => ({
  mainRestartRecovery: {
    cycleId: 'c',
    revision: 4,
    tombstone: { reason: 'attempt budget exhausted', ...more },
  },
})
const input = (key: string, at: number) =>
  [
    'session_pending_inputs',
    {
      input_id: 'input-1',
      session_key: key,
      session_id: 'session-9',
      idempotency_key: 'k',
      run_id: 'run-9',
      request_hash: 'h',
      message_json: '{}',
      lifecycle_generation: 'g',
      state: 'queued',
      accepted_at: at,
    },
  ] as const

/** The home of a release before 2026.8, with a lock beside a session's file. */
const lockFile = (lock: (now: number) => object, log?: (now: number) => readonly string[]) => ({
  ...(log ? { log, tasks: () => [] } : {}),
  finish: async ({ state }: { readonly state: string }) => {
    const directory = join(state, 'agents/main/sessions')
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, 'abc.jsonl.lock'), JSON.stringify(lock(Date.now())))
  },
})
const time = (at: number) => new Date(at).toISOString()
const refusal = (code: string, reason: string) => ({
  agentId: 'main',
  paths: ['agents/main/agent/openclaw-agent.sqlite'],
  code,
  reason,
  repairHint: 'Sessions remain unavailable. Stop the Gateway, run "openclaw doctor --fix", and restart.',
})

/** Agents and sessions that take no messages, and what is held by somebody who has gone. */
export const held: readonly Case[] = [
  fault(
    'agent-parked',
    'the database of the agent belongs to another agent',
    'cli-status.agent-parked',
    'openclaw.agent-parked',
    {
      knobs: {
        failing: ['agent-database:main'],
        refusals: [
          refusal(
            'agent-database-ownership-mismatch',
            'Refused agent main: database agents/main/agent/openclaw-agent.sqlite belongs to agent ops; requested agent main.',
          ),
        ],
      },
    },
  ),
  fault(
    'agent-parked-turn',
    'an optional agent is refused: the gateway is ready, its turns fail',
    'error-log.agent-parked',
    'openclaw.agent-parked',
    {
      log: lost(
        'Refused agent ops: database agents/ops/agent/openclaw-agent.sqlite belongs to agent main; requested agent ops.',
      ),
      tasks: () => [],
    },
  ),
  fault(
    'session-parked',
    'a chat was given up after three restarts cut its run',
    'session-transcript.session-parked',
    null,
    withRows(
      {},
      ({ now }) => [node('agent:main:telegram:direct:7', now - MINUTE, { ...toTelegram, ...tombstone() })],
      AGENT,
    ),
  ),
  fault('session-parked-turn', 'a message to such a session is refused', 'error-log.session-parked', null, {
    log: lost(
      'Session "agent:main:telegram:direct:7" ended during restart recovery. Use /new or /reset to start a replacement session.',
    ),
    tasks: () => [],
  }),
  negative(
    'session-replaced',
    'the session was resumed in a new one, and another is archived',
    withRows(
      {},
      ({ now }) => [
        node('agent:main:telegram:direct:7', now - MINUTE, {
          ...toTelegram,
          ...tombstone({ recoveredSessionId: 'session-10' }),
        }),
      ],
      AGENT,
    ),
  ),
  fault(
    'run-leaked',
    'a run of a killed process holds its session, and a message waits behind it',
    'session-transcript.lock-leaked',
    'openclaw.lock-leaked',
    withRows(
      { settings: quick },
      ({ now }) => [
        node('agent:main:telegram:direct:7', now - 10 * MINUTE, toTelegram, 'running'),
        input('agent:main:telegram:direct:7', now - 5 * MINUTE),
      ],
      AGENT,
    ),
  ),
  warned(
    'run-left',
    'a run of a killed process holds its session, and nobody has written since',
    'openclaw.lock-leaked',
    ['session-transcript.lock-leaked'],
    withRows(
      { settings: quick },
      ({ now }) => [node('agent:main:telegram:direct:7', now - 10 * MINUTE, toTelegram, 'running')],
      AGENT,
    ),
  ),
  negative(
    'run-young',
    'the gateway has just been started again and takes up what it left',
    withRows(
      {},
      ({ now }) => [node('agent:main:telegram:direct:7', now - 10 * MINUTE, toTelegram, 'running')],
      AGENT,
    ),
  ),
  fault(
    'claim-leaked',
    'a message is held by a process that was killed',
    'stdout-flow.claim-leaked',
    null,
    withRows({ settings: quick }, ({ now }) => [
      inbound('0000000000000107', 'claimed', now - 10 * MINUTE, {
        claim_token: 't',
        claim_owner: `${NOBODY}:1253626:5179e609-8fa9-4fbb-b232-161304992735`,
        claimed_at: now - 10 * MINUTE,
      }),
    ]),
  ),
  negative(
    'leases-of-the-dead',
    'leases of databases of a killed process: the next one takes them, and nobody waits',
    withRows({}, ({ now }) => [
      [
        'agent_database_leases',
        {
          lease_id: 'l',
          agent_id: 'main',
          path: AGENT,
          owner_pid: NOBODY,
          owner_start_time: 1,
          opened_at: now - 10 * MINUTE,
        },
      ],
    ]),
  ),
  fault(
    'lock-leaked',
    'a session file is locked by a process that has ended, and its messages fail',
    'error-log.session-locked',
    'openclaw.lock-leaked',
    lockFile(
      (now) => ({ pid: NOBODY, createdAt: time(now - 10 * MINUTE) }),
      (now) => [
        ...boot(now),
        record(
          'diagnostic',
          'ERROR',
          `message dispatch completed: channel=telegram sessionId=unknown sessionKey=agent:main:telegram:direct:7 source=replyResolver outcome=error duration=60012ms error="Error: session file locked (timeout 60000ms): pid=${NOBODY} ~/.openclaw/agents/main/sessions/abc.jsonl.lock"`,
          now - 30_000,
        ),
      ],
    ),
  ),
  warned(
    'lock-left',
    'a session file is locked by a process that has ended, and nobody has written since',
    'openclaw.lock-leaked',
    ['session-transcript.lock-leaked'],
    lockFile((now) => ({ pid: NOBODY, createdAt: time(now - 10 * MINUTE) })),
  ),
  warned(
    'lock-pid-reused',
    "the lock's pid is another process by now",
    'openclaw.lock-leaked',
    ['session-transcript.lock-leaked'],
    lockFile((now) => ({ pid: process.pid, createdAt: time(now - 86_400_000 * 400) })),
  ),
  negative(
    'lock-of-a-turn',
    'a session file is locked by a process that is alive',
    lockFile((now) => ({ pid: process.pid, createdAt: time(now - 2_000) })),
  ),
  fault(
    'session-stuck',
    "the gateway's own watch tells of a session that nobody works on, and a message behind it",
    'stdout-flow.session-stuck',
    null,
    {
      log: (now) => [
        ...boot(now),
        ...piece('answered', now - 3 * MINUTE),
        record(
          'diagnostic',
          'WARN',
          'stuck session: sessionId=s sessionKey=agent:main:telegram:direct:7 state=processing age=180s queueDepth=1 reason=queued_work_without_active_run classification=stale_session_state recovery=checking',
          now + 500,
        ),
      ],
    },
  ),
  warned(
    'session-long',
    'a call of the model takes minutes, and a message waits behind it',
    null,
    ['stdout-flow.session-stuck'],
    {
      log: (now) => [
        ...boot(now),
        ...piece('answered', now - 5 * MINUTE),
        ...piece('channel-waiting', now + 500),
      ],
    },
  ),
  warned('lane-waited', 'a task waited minutes in its lane', null, ['stdout-flow.lane-waiting'], {
    log: (now) => [
      ...boot(now),
      ...piece('answered', now - MINUTE),
      record(
        'diagnostic',
        'WARN',
        'lane wait exceeded: lane=session:agent:main:main waitedMs=552704 queueAhead=2 activeAhead=1 activeNow=0 queueBehind=1',
        now + 500,
      ),
    ],
  }),
  negative('lane-moves', 'a session stood in an earlier run, and tasks waited for seconds', {
    log: (now) => [
      record(
        'diagnostic',
        'WARN',
        'stalled session: sessionId=s sessionKey=agent:main:main state=processing age=400s queueDepth=2 reason=active_work_without_progress classification=stalled_agent_run recovery=checking',
        now - 20 * MINUTE,
      ),
      ...boot(now),
      ...piece('answered', now - MINUTE),
      record(
        'diagnostic',
        'WARN',
        'lane wait exceeded: lane=main waitedMs=2704 queueAhead=1 activeAhead=1 activeNow=0 queueBehind=0',
        now + 500,
      ),
    ],
  }),
]
