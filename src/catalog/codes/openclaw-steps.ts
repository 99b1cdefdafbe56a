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
