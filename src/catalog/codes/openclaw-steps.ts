import { change, look } from '../entry.ts'

/** Steps of OpenClaw (2026.9.6) that several codes give. */
export const startGateway = change('start the service of the gateway', 'openclaw', 'gateway', 'start')
export const restartGateway = change(
  'restart the gateway; a running turn is lost',
  'openclaw',
  'gateway',
  'restart',
)
export const validateConfig = look(
  'see what is wrong with the configuration',
  'openclaw',
  'config',
  'validate',
)
export const loginAgain = change('sign in again', 'openclaw', 'models', 'auth', 'login')
export const seeModels = look('see the models and their fallbacks', 'openclaw', 'models', 'status')
export const proveAnswer = look(
  'prove that a message is answered',
  'firstfault',
  'diagnose',
  '--system',
  'openclaw',
  '--e2e',
  'answer',
)
export const seeErrors = look(
  'read the newest errors',
  'firstfault',
  'diagnose',
  '--only',
  'error-log,stdout-flow',
  '--keep-going',
)
export const stopGateway = change('stop the gateway', 'openclaw', 'gateway', 'stop')
export const doctorFix = change(
  'let doctor repair the state; the gateway must be stopped',
  'openclaw',
  'doctor',
  '--fix',
)
export const startChannel = change(
  'start the channel by hand',
  'openclaw',
  'gateway',
  'call',
  'channels.start',
  '--params',
  '{"channel":"{channel}"}',
)
export const channelStatus = look(
  'see what the channels say',
  'openclaw',
  'channels',
  'status',
  '--timeout',
  '5000',
)
export const channelLog = look(
  'read what the channel logged',
  'openclaw',
  'channels',
  'logs',
  '--channel',
  '{channel}',
)
