import { type Codes, change, look, remedy } from '../../entry.ts'
import { again, seeErrors, seeRedis } from './steps.ts'

/** What is said of the gateway against what its traces show. */
export const claims = {
  'cli-status.heartbeat-stale': {
    title: 'The heartbeat has stopped',
    meaning:
      'The process lives, but its regular work has not run for too long; alarms that depend on it are silent.',
    cause:
      'The timer is blocked or cannot write {file}. A Redis outage of half an hour also stops it, because each beat reads Redis first.',
    remedy: remedy('See whether Redis is down; else what blocks the process.', seeRedis, seeErrors),
    verify: again,
  },
  'cli-status.wrong-process': {
    title: 'The status comes from another process',
    meaning:
      'The answer names a process that does not run or does not hold the port, so it may not tell about this gateway.',
    cause: 'A proxy, a forward or a second copy of the daemon answers; the answer names pid {pid}.',
    remedy: remedy(
      'See who holds the port and which copies run.',
      look('see who listens', 'lsof', '-nP', '-iTCP:{port}', '-sTCP:LISTEN'),
      look('see that process', 'ps', '-p', '{pid}', '-o', 'pid,ppid,lstart,command'),
    ),
    verify: again,
  },
  'cli-status.cli-failed': {
    title: 'The status command fails',
    meaning: 'The gateway may work; operators and scripts that use its command are blind.',
    cause: 'The command ended without its usual answer: {said}.',
    remedy: remedy(
      'Run it by hand and read what it says.',
      change(
        'ask for the status; this also deletes the events of dead sessions',
        'joelclaw',
        'gateway',
        'status',
      ),
    ),
    verify: again,
  },
  'cli-status.cli-contradicts': {
    title: 'The status command says something else than the gateway',
    meaning: 'Whoever trusts the command is misled about the gateway.',
    cause: 'The command derives what it cannot ask: {said}.',
    remedy: remedy(
      "Trust the gateway's own answer.",
      look('walk every layer', 'firstfault', 'diagnose', '--keep-going'),
    ),
    verify: again,
  },
} as const satisfies Codes<'cli-status'>
