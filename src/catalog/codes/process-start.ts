import { type Codes, look, remedy } from '../entry.ts'
import { seeErrors, startGateway, validateConfig } from './openclaw-steps.ts'

const again = ['firstfault diagnose --only process'] as const

/** Why a daemon does not come up, or would not come up again. */
export const processStart = {
  'process.start-refused': {
    title: 'The daemon refused to start',
    meaning: 'It began its start and gave up. No message gets an answer.',
    cause: 'Its own record of the start says: {why}.',
    remedy: remedy('Mend what it says, then start it.', seeErrors),
    bySystem: {
      openclaw: remedy(
        'Mend what it says, then start it. "Another gateway" may also be any other server on its port.',
        validateConfig,
        startGateway,
      ),
    },
    verify: again,
  },
  'process.config-refused': {
    title: 'The daemon ends because it cannot start as it is',
    meaning: 'Its exit code asks its supervisor not to start it again. No message gets an answer.',
    cause:
      'An invalid configuration, a refused migration of its state, or a lock that another instance holds: {exit}.',
    remedy: remedy('Read the reason of the last start, mend it, then start it.', seeErrors),
    bySystem: {
      openclaw: remedy(
        'Read the reason of the last start, mend it, then start it.',
        validateConfig,
        seeErrors,
        startGateway,
      ),
    },
    verify: again,
  },
  'process.config-invalid': {
    title: 'The configuration on disk is not valid',
    meaning: 'A daemon that runs goes on with the old one; the next start fails.',
    cause: '{file} was edited or cut: {why}.',
    remedy: remedy('Mend the file before the next restart.', look('see the file', 'ls', '-la', '{file}')),
    bySystem: {
      openclaw: remedy(
        'Mend the file before the next restart; the last good copy lies beside it.',
        validateConfig,
        look('compare with the last good copy', 'diff', '{file}', '{file}.last-good'),
      ),
    },
    verify: again,
  },
  'process.config-missing': {
    title: 'The configuration is missing',
    meaning: 'A daemon that runs goes on with what it has read; the next start fails.',
    cause: '{file} was removed or moved, or the daemon was set up for another user or profile.',
    remedy: remedy('Restore it from a backup.', look('see what is there', 'ls', '-la', '{file}')),
    bySystem: {
      openclaw: remedy(
        'Restore it from a backup; copies lie beside it as .last-good and .bak.',
        look('see the copies', 'ls', '-la', '{file}.last-good', '{file}.bak'),
      ),
    },
    verify: again,
  },
  'process.orphan-instance': {
    title: 'Another instance of the daemon holds the port',
    meaning:
      'Clients and channels reach an instance with other state, most often an old one that did not end.',
    cause: 'Pid {pid} listens on port {port} and is not the instance that this state belongs to.',
    remedy: remedy(
      'See whose it is, stop it at a quiet moment, and start the right one.',
      look('see the process', 'ps', '-p', '{pid}', '-o', 'pid,ppid,user,lstart,command'),
    ),
    verify: again,
  },
  'process.crash-burst': {
    title: 'Several starts in a row did not end in order',
    meaning:
      'The daemon crashed or was killed several times within minutes; after that it may come up without its channels.',
    cause: '{count} of its last starts ended without a word or failed.',
    remedy: remedy('Read the last words before each end; starting it again does not help.', seeErrors),
    verify: again,
  },
  'process.state-damaged': {
    title: 'The state database is damaged',
    meaning: 'The daemon refuses to start with it, and what it holds may be lost.',
    cause:
      '{file} was cut or overwritten: a full disk, a crash of the machine, or a copy made while it was written.',
    remedy: remedy(
      'Stop the daemon, keep a copy of the file, and restore a backup.',
      look('see the free space', 'df', '-h', '{file}'),
    ),
    verify: again,
  },
} as const satisfies Codes<'process'>
