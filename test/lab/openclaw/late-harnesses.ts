import type { Case } from '../case.ts'
import { record } from './log.ts'
import { boot, fault, lost, negative, runtime } from './make.ts'

const LATE = 'cli-status.harness-registered-late'
const RACE = 'openclaw.harness-race'
const MISSING = 'Requested agent harness "claude-cli" is not registered.'
const MINUTE = 60_000

/** A message from Telegram that ended as 2026.5.4 wrote it, epoch ms. */
const dispatched = (at: number, end: string) =>
  record(
    'diagnostic',
    'INFO',
    `message dispatch completed: channel=telegram sessionId=unknown sessionKey=agent:main:telegram:direct:7 source=replyResolver ${end}`,
    at,
  )
const refused = (at: number) =>
  dispatched(at, `outcome=error duration=17696ms error="MissingAgentHarnessError: ${MISSING}"`)
/** Four messages within 96 minutes got the canned sentence; the last one `ago` ms before now. */
const outage = (now: number, ago: number) =>
  [96, 61, 30, 0].map((before) => refused(now - ago - before * MINUTE))
const scene = { config: () => runtime('claude-cli'), tasks: () => [] } as const
const long = ['--hours', '3']

/** Harnesses that are declared, owned and enabled, and were not there when turns came. */
export const lateHarnesses: readonly Case[] = [
  fault('harness-late', 'an enabled harness was not registered when a turn came', LATE, RACE, {
    ...scene,
    log: lost(MISSING),
  }),
  fault('harness-late-telegram', 'the same through Telegram, as 2026.5.4 wrote it', LATE, RACE, {
    ...scene,
    log: (now) => [...boot(now), refused(now - 30_000)],
  }),
  fault(
    'harness-late-96-minutes',
    'four messages within 96 minutes were lost, and no later one is known',
    LATE,
    RACE,
    {
      ...scene,
      boots: (now, pid) => [{ pid, startedAt: now - 120 * MINUTE }],
      log: (now) => [...boot(now - 110 * MINUTE), ...outage(now, 5 * MINUTE)],
    },
    [],
    long,
  ),
  fault('harness-late-restarted', 'it was started again since, and no turn came', LATE, RACE, {
    ...scene,
    boots: (now, pid) => [{ pid, startedAt: now - 2 * MINUTE }],
    log: (now) => [refused(now - 5 * MINUTE), ...boot(now + 8 * MINUTE)],
  }),
  negative('harness-late-healed', 'the fifth message was answered, and so it ended', {
    ...scene,
    log: (now) => [
      ...boot(now - 40 * MINUTE),
      ...[30, 20, 10, 6].map((before) => refused(now - before * MINUTE)),
      record(
        'agent/cli-backend',
        'INFO',
        'cli exec: provider=claude-cli model=claude-opus-4-7 session=none resumeSession=none reuse=none',
        now - 4 * MINUTE - 9_000,
      ),
      dispatched(now - 4 * MINUTE, 'outcome=completed duration=9120ms'),
    ],
  }),
  fault('harness-late-command', 'a command was answered since, which needs no harness', LATE, RACE, {
    ...scene,
    log: (now) => [
      ...boot(now),
      refused(now - 5 * MINUTE),
      dispatched(now - MINUTE, 'outcome=completed duration=12ms'),
    ],
  }),
  fault('harness-late-command', 'a command was answered since, which needs no harness', LATE, RACE, {
    ...scene,
    log: (now) => [
      ...boot(now),
      refused(now - 5 * MINUTE),
      dispatched(now - MINUTE, 'outcome=completed duration=12ms'),
    ],
  }),
]
