import { type Codes, look, remedy } from '../entry.ts'
import { channelStatus, doctorFix, restartGateway, startGateway, stopGateway } from './openclaw-steps.ts'

const again = ['firstfault diagnose --only cli-status,error-log,session-transcript'] as const

/** Turns that are refused before they begin. */
export const parked = {
  'error-log.session-parked': {
    title: 'Turns fail because their session was given up after restarts',
    meaning: 'Every message to this session is refused; other sessions work.',
    cause: 'Its run was cut by restarts and could not be gone on with.',
    remedy: remedy('Begin a new session in its place: /new or /reset in that chat.'),
    verify: again,
  },
  'error-log.session-locked': {
    title: 'Turns fail because their session is locked',
    meaning: 'Each message waits for the lock and then fails.',
    cause: 'Another process writes the session, or one that has ended left its lock behind.',
    remedy: remedy(
      'See whose lock it is; one that has no owner is to be taken away.',
      look('look at the locks', 'firstfault', 'diagnose', '--only', 'session-transcript', '--keep-going'),
    ),
    bySystem: {
      openclaw: remedy(
        'See whose lock it is. A restart gives back what the gateway holds itself; doctor takes away what nobody owns.',
        look('look at the locks', 'firstfault', 'diagnose', '--only', 'session-transcript', '--keep-going'),
        restartGateway,
        stopGateway,
        doctorFix,
        startGateway,
      ),
    },
    verify: again,
  },
  'error-log.agent-parked': {
    title: 'Turns fail because the database of their agent is not admitted',
    meaning: 'All sessions of agent {agent} are unavailable; other agents work.',
    cause: 'The database belongs to another agent, or could not be inspected or prepared at the start.',
    remedy: remedy('Mend the database while the gateway is stopped.'),
    bySystem: {
      openclaw: remedy(
        'Let doctor mend the database while the gateway is stopped.',
        stopGateway,
        doctorFix,
        startGateway,
      ),
    },
    verify: again,
  },
  'error-log.channel-gave-up': {
    title: 'A channel ended and is not started again',
    meaning: 'Nothing that people write over it arrives, and it will not come back by itself.',
    cause: 'The service refused its token, or it failed again and again: {why}',
    remedy: remedy('Mend what the service complains about, then start the channel.'),
    bySystem: {
      openclaw: remedy(
        'Mend what the service complains about (often its token), then start the channel or restart the gateway.',
        channelStatus,
        restartGateway,
      ),
    },
    verify: again,
  },
} as const satisfies Codes<'error-log'>
