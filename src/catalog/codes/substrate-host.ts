import { type Codes, change, look, remedy } from '../entry.ts'

const again = ['firstfault diagnose --only substrate'] as const
const seeDirectory = look('see it', 'ls', '-ld', '{file}')

/** What a gateway needs of its machine: its directory, room on the disk, a runtime. */
export const substrateHost = {
  'substrate.state-missing': {
    title: 'There is no state directory',
    meaning: 'The gateway was never set up for this user, or its directory was moved away.',
    cause: '{file} does not exist.',
    remedy: remedy(
      'Check that the right user and profile are meant.',
      look('see what is found', 'firstfault', 'layers'),
    ),
    verify: again,
  },
  'substrate.state-foreign-owner': {
    title: 'The state directory belongs to another user',
    meaning: 'The gateway of this user cannot write its state.',
    cause: 'It was made by a run with sudo or by another account: uid {uid} instead of {owner}.',
    remedy: remedy('Give it back to its user while the gateway is stopped.', seeDirectory),
    verify: again,
  },
  'substrate.state-open': {
    title: 'The state directory is open to other users',
    meaning: 'Nothing is broken; other accounts of this machine may read tokens and conversations.',
    cause: 'Its mode is {mode}.',
    remedy: remedy('Close it.', change('close it to others', 'chmod', '700', '{file}')),
    verify: again,
  },
  'substrate.disk-full': {
    title: 'The disk is full',
    meaning: 'Nothing can be written: messages are not stored and turns fail.',
    cause: '{left} are left on the disk of {file}.',
    remedy: remedy('Make room.', look('see the disks', 'df', '-h', '{file}')),
    verify: again,
  },
  'substrate.disk-low': {
    title: 'The disk is nearly full',
    meaning: 'It works now; when the room ends, messages are not stored and turns fail.',
    cause: '{left} are left on the disk of {file}.',
    remedy: remedy('Make room.', look('see the disks', 'df', '-h', '{file}')),
    verify: again,
  },
  'substrate.runtime-unsupported': {
    title: 'The gateway runs on a Node that it does not support',
    meaning: 'It came up and may fail in ways that nobody tests; its next release refuses to start.',
    cause: 'The service uses Node {version}.',
    remedy: remedy(
      'Install a supported Node and reinstall the service with it.',
      look('see which Node is first', 'node', '--version'),
    ),
    verify: again,
  },
  'substrate.linger-off': {
    title: "The user's services end with the last session",
    meaning: 'It works while somebody is logged in; after that the gateway is stopped.',
    cause: 'Lingering is not enabled for {user}.',
    remedy: remedy(
      'Enable lingering.',
      change('keep the services up', 'loginctl', 'enable-linger', '{user}'),
    ),
    verify: again,
  },
} as const satisfies Codes<'substrate'>
