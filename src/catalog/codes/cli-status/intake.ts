import { type Codes, look, remedy } from '../../entry.ts'
import { doctorFix, restartGateway, startGateway, stopGateway } from '../openclaw-steps.ts'
import { again, seeErrors } from './steps.ts'

const probeChannels = look(
  'let the gateway ask the services itself',
  'openclaw',
  'channels',
  'status',
  '--probe',
  '--timeout',
  '10000',
)

/** Whether messages can come in and answers go out. */
export const intake = {
  'cli-status.agent-parked': {
    title: 'An agent takes no messages: its database is not admitted',
    meaning: 'All its sessions are unavailable until the gateway is started again with a sound database.',
    cause: 'The gateway says: {reason}',
    remedy: remedy('Mend the database while the gateway is stopped.', seeErrors),
    bySystem: {
      openclaw: remedy(
        'Let doctor mend the database of agent {agent} while the gateway is stopped.',
        stopGateway,
        doctorFix,
        startGateway,
      ),
    },
    verify: again,
  },
  'cli-status.channel-silent': {
    title: 'A connected channel is silent at a time when it usually is not',
    meaning: 'Nobody writes, or what people write does not arrive.',
    cause: 'Often a quiet day; else another program takes the messages, or the service delivers nothing.',
    remedy: remedy('Send a message over the channel and see whether it arrives.', seeErrors),
    bySystem: {
      openclaw: remedy('Send a message over {channel} and see whether it arrives.', probeChannels),
    },
    verify: again,
  },
  'cli-status.channel-transport-stale': {
    title: 'A channel says that it is connected and shows no life',
    meaning: 'Messages over {channel} may not arrive.',
    cause: 'Its poll hangs: the connection is dead, and nobody has noticed.',
    remedy: remedy('Restart the channel.', seeErrors),
    bySystem: {
      openclaw: remedy(
        'The gateway restarts such a channel itself after a while; if it does not, restart it.',
        probeChannels,
        restartGateway,
      ),
    },
    verify: again,
  },
  'cli-status.inbound-blocked': {
    title: 'Messages from a channel do not get on',
    meaning: 'They and all later ones of the same chats wait.',
    cause: 'Each attempt fails, or a claim is held for half an hour.',
    remedy: remedy('Find why the first of them fails.', seeErrors),
    bySystem: {
      openclaw: remedy(
        'Find why the first of them fails; a restart begins with it again.',
        look(
          'look at the queue',
          'firstfault',
          'diagnose',
          '--only',
          'error-log,stdout-flow',
          '--keep-going',
        ),
        look('read what the channel logged', 'openclaw', 'channels', 'logs', '--channel', '{channel}'),
        restartGateway,
      ),
    },
    verify: again,
  },
  'cli-status.dead-deliveries': {
    title: 'Answers were given up and are still kept',
    meaning: 'Their users have not got them for sure; nothing is sent again by itself.',
    cause: 'The service behind a channel refused them, or it is not known whether they arrived.',
    remedy: remedy('Nothing is to be done for old ones; users ask again.'),
    verify: again,
  },
} as const satisfies Codes<'cli-status'>
