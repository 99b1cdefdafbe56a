import { change, look } from '../../entry.ts'

/** Steps that several codes of this layer give. */
export const seeErrors = look(
  'read the newest errors',
  'firstfault',
  'diagnose',
  '--only',
  'error-log,stdout-flow',
  '--keep-going',
)
export const seeRedis = look(
  'look at Redis and what carries it',
  'firstfault',
  'diagnose',
  '--only',
  'substrate,redis',
  '--keep-going',
)
export const seeTurn = look('see what the session was doing', 'firstfault', 'review', '--hours', '2')
export const seeTelegram = look(
  'see who polls the bot',
  'joelclaw',
  'otel',
  'search',
  'telegram.channel.poll_owner',
  '--hours',
  '1',
)
export const seeMuted = look('list the muted channels', 'joelclaw', 'gateway', 'known-issues')
export const waitForIt = look('walk again until it is up', 'firstfault', 'diagnose', '--wait', '60s')
export const restartJoelclaw = change(
  'restart the gateway; this deletes the events that wait in its list',
  'joelclaw',
  'gateway',
  'restart',
)

/** How most of this layer is verified. */
export const again = ['firstfault diagnose --only process,cli-status'] as const
