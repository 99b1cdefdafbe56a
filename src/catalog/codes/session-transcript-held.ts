import { type Codes, look, remedy } from '../entry.ts'
import { doctorFix, restartGateway, startGateway, stopGateway } from './openclaw-steps.ts'

const again = ['firstfault diagnose --only session-transcript'] as const

/** Sessions that take no messages. */
export const held = {
  'session-transcript.session-parked': {
    title: 'A session takes no more messages',
    meaning: 'Every message to it is refused with a short note.',
    cause: 'Its run was cut by restarts three times, or a review is asked for: {reason}',
    remedy: remedy('Begin a new session in its place.'),
    bySystem: {
      openclaw: remedy(
        'Send /new or /reset in that chat: a new session takes its place; in WebChat choose "Resume in new session".',
        look('see the sessions', 'openclaw', 'sessions', 'list', '--agent', '{agent}'),
        look(
          'see what cut the runs',
          'firstfault',
          'diagnose',
          '--only',
          'process,error-log',
          '--keep-going',
        ),
      ),
    },
    verify: again,
  },
  'session-transcript.lock-leaked': {
    title: 'A session is held by a process that has ended',
    meaning: 'Messages to it wait, and fail after a while.',
    cause: 'The process that worked on it was killed and left its lock or its mark behind.',
    remedy: remedy('Restart the gateway: it gives back what its predecessor held.'),
    bySystem: {
      openclaw: remedy(
        'Restart the gateway. A lock file that is still there after that is taken away by doctor while the gateway is stopped.',
        restartGateway,
        stopGateway,
        doctorFix,
        startGateway,
      ),
    },
    verify: again,
  },
} as const satisfies Codes<'session-transcript'>
