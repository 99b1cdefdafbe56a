import { type Codes, change, look, remedy } from '../entry.ts'
import { channelLog, channelStatus, restartGateway } from './openclaw-steps.ts'

const again = ['firstfault diagnose --only cli-status,stdout-flow'] as const
const deadLetters = look(
  'list what was given up',
  'openclaw',
  'channels',
  'dead-letters',
  'list',
  '--channel',
  '{channel}',
  '--account',
  '{account}',
)

/** The way of a message from its channel, and of the answer back to it. */
export const channelFlow = {
  'stdout-flow.delivery-failed': {
    title: 'An answer was not delivered',
    meaning:
      'The model answered and the turn counts as succeeded; the user sees nothing, or a canned sentence.',
    cause: 'The service behind {channel} refused the message or could not be reached: {said}',
    remedy: remedy('Mend what the service complains about; the user has to ask again.'),
    bySystem: {
      openclaw: remedy(
        'Mend what the service complains about. An answer of which it is not known whether it arrived is not sent again: the user has to ask for it.',
        channelLog,
        channelStatus,
      ),
    },
    verify: again,
  },
  'stdout-flow.delivery-waiting': {
    title: 'Answers wait to be delivered',
    meaning: 'They were given and the users have not got them.',
    cause: 'The service behind {channel} refuses them or cannot be reached: {said}',
    remedy: remedy('Mend the way to the service; the queue then sends them by itself.'),
    bySystem: {
      openclaw: remedy(
        'Mend the way to the service; the queue then sends them by itself.',
        channelStatus,
        channelLog,
      ),
    },
    verify: again,
  },
  'stdout-flow.dead-letter': {
    title: 'Messages from a channel were given up',
    meaning: 'They were taken in and will not be answered unless they are submitted again.',
    cause: 'Working on them failed for good or too often: {reason}',
    remedy: remedy('Mend the reason, then submit them again.'),
    bySystem: {
      openclaw: remedy(
        'Mend the reason, then submit them again.',
        deadLetters,
        change(
          'submit the newest one again',
          'openclaw',
          'channels',
          'dead-letters',
          'resubmit',
          '{event}',
          '--channel',
          '{channel}',
          '--account',
          '{account}',
        ),
      ),
    },
    verify: again,
  },
  'stdout-flow.inbound-waiting': {
    title: 'Messages from a channel wait',
    meaning: 'They were taken in and stored; nobody works on them.',
    cause: 'Their session is busy with a turn that does not end, or each attempt fails.',
    remedy: remedy('Find the turn that does not end.'),
    bySystem: {
      openclaw: remedy(
        'Find the turn that does not end; a restart keeps what waits and goes on with it.',
        look('see what the agents do', 'firstfault', 'review', '--hours', '1'),
        restartGateway,
      ),
    },
    verify: again,
  },
  'stdout-flow.claim-leaked': {
    title: 'A message is held by a process that has ended',
    meaning: 'It waits, and later ones of the same chat wait behind it.',
    cause: 'The process that worked on it was killed, and its successor did not take it over.',
    remedy: remedy('Restart the gateway: what waits is taken up at its start.'),
    bySystem: {
      openclaw: remedy('Restart the gateway: what waits is taken up at its start.', restartGateway),
    },
    verify: again,
  },
  'stdout-flow.session-stuck': {
    title: 'A session stands still',
    meaning: 'Messages for it wait until the gateway ends its work or somebody does.',
    cause:
      "A tool call or a call of the model shows no sign, or the work that holds it is nobody's any more.",
    remedy: remedy('Find what it works on; the gateway itself ends such work after some minutes.'),
    bySystem: {
      openclaw: remedy(
        'See what it works on. The gateway ends such work itself after five minutes; if it does not, restart it.',
        look(
          'follow what the session does',
          'openclaw',
          'sessions',
          'tail',
          '--session-key',
          '{session}',
          '--tail',
          '25',
        ),
        restartGateway,
      ),
    },
    verify: again,
  },
  'stdout-flow.lane-waiting': {
    title: 'Tasks wait long in a lane of the queue',
    meaning: 'Messages are answered late, or not at all where none of them runs.',
    cause: 'Long turns stand before them in lane {lane}, or the lane does not move.',
    remedy: remedy('See which turns take so long.'),
    bySystem: {
      openclaw: remedy(
        'See which turns take so long; more than one session may run at once (agents.defaults.maxConcurrent).',
        look('see what the agents do', 'firstfault', 'review', '--hours', '1'),
      ),
    },
    verify: again,
  },
} as const satisfies Codes<'stdout-flow'>
