import { type Codes, change, look, remedy } from '../../entry.ts'
import { channelLog, channelStatus, startChannel } from '../openclaw-steps.ts'
import { again, seeErrors, seeMuted, seeTelegram } from './steps.ts'

/** The ways by which people reach the gateway. */
export const channels = {
  'cli-status.channel-degraded': {
    title: 'A channel is degraded',
    meaning: 'Messages over {channel} may not arrive or not go out; the other channels work.',
    cause: 'The channel says: {said}.',
    remedy: remedy(
      'Read its errors.',
      look('read its errors', 'joelclaw', 'otel', 'search', '{channel}-channel', '--hours', '1'),
      seeErrors,
    ),
    bySystem: { openclaw: remedy('Read what the channel logged.', channelLog, channelStatus) },
    verify: again,
  },
  'cli-status.channel-muted': {
    title: 'A muted channel is degraded',
    meaning: 'This trouble is known and its alarms are off; messages over {channel} may not arrive.',
    cause: 'It was muted: {reason}.',
    remedy: remedy(
      'Unmute it once it is mended.',
      seeMuted,
      change('let it raise alarms again', 'joelclaw', 'gateway', 'unmute', '{channel}'),
    ),
    verify: again,
  },
  'cli-status.channel-stopped': {
    title: 'A configured channel is not running',
    meaning: 'Nothing that people write over {channel} arrives.',
    cause: 'Its start failed or it stopped: {said}.',
    remedy: remedy('Read why it did not start.', seeErrors),
    bySystem: {
      openclaw: remedy(
        'Mend what it says, then start it; a refused token ends its attempts for good.',
        channelLog,
        startChannel,
      ),
    },
    verify: again,
  },
  'cli-status.channel-conflict': {
    title: 'Another program polls the same bot',
    meaning: 'Messages over {channel} go to the other program, or to neither.',
    cause: 'Two programs poll with one token ({said}). A phone or desktop app is no poller.',
    remedy: remedy(
      'Find and stop the other poller; the gateway tries again by itself.',
      seeTelegram,
      seeErrors,
    ),
    bySystem: {
      openclaw: remedy(
        'Find and stop the other poller, or revoke the token at BotFather; the gateway tries again by itself.',
        channelStatus,
      ),
    },
    verify: ['firstfault diagnose --only cli-status,error-log --keep-going'],
  },
  'cli-status.channel-passive': {
    title: 'Another instance owns the channel',
    meaning: 'This gateway does not read {channel}: another one holds the lease and should answer.',
    cause: 'The poll lease belongs to another instance.',
    remedy: remedy('See who owns it; if nobody should, stop that instance.', seeTelegram),
    verify: again,
  },
  'cli-status.heal-failed': {
    title: 'The last repair of a channel failed',
    meaning: 'The gateway tried to mend {channel} and could not.',
    cause: 'The repair said: {said}.',
    remedy: remedy('Read its errors; it tries again after its pause.', seeErrors),
    verify: again,
  },
  'cli-status.manual-repair': {
    title: 'A channel waits for a repair by hand',
    meaning: 'The gateway will not mend {channel} by itself.',
    cause: 'Its policy is manual; the evidence shows what the gateway suggests.',
    remedy: remedy("Read the gateway's suggestion in the evidence and judge it before you run it.", seeMuted),
    verify: again,
  },
  'cli-status.heal-policy-contradicts': {
    title: 'A muted channel is still being restarted',
    meaning: 'A muted channel should wait for a repair by hand, but the gateway says it restarts it.',
    cause: 'The mute and the repair policy of {channel} disagree.',
    remedy: remedy('Mute it again, or unmute it.', seeMuted),
    verify: again,
  },
} as const satisfies Codes<'cli-status'>
