import { type Codes, look, remedy } from '../entry.ts'
import { attach, desiredConfig, gatewayLog, keep, relaunch, whoListens } from './houmao-steps.ts'

const again = ['firstfault diagnose --only error-log']

/** What a sidecar's log tells. */
export const sidecar = {
  'error-log.port-in-use': {
    title: 'The gateway could not bind its port',
    meaning: 'A start did not get its listener; what answers there is somebody else.',
    cause: 'Port {port} was in use. Equal lines of older starts do not count.',
    remedy: remedy('Free the port or drop desired_port, then attach.', whoListens, desiredConfig, attach),
    verify: again,
  },
  'error-log.worker-died': {
    title: 'The worker thread of the gateway died',
    meaning: 'The address still answers, and nobody carries out requests.',
    cause: 'Its thread ended with {error}.',
    remedy: remedy('Attach again; the request that ran then is marked as failed.', gatewayLog, keep, attach),
    verify: again,
  },
  'error-log.thread-died': {
    title: 'A side thread of the gateway died',
    meaning: 'Requests are still carried out; mail notices or reminders are not.',
    cause: 'Thread {thread} ended with {error}.',
    remedy: remedy(
      'Attach again at a quiet moment; reminders are kept in memory only and are lost.',
      gatewayLog,
      keep,
      attach,
    ),
    verify: again,
  },
  'error-log.queue-tables-missing': {
    title: 'The queue of the gateway was removed under it',
    meaning: 'Requests cannot be stored; the directory was cleaned up while the gateway ran.',
    cause: 'SQLite says "no such table: {table}".',
    remedy: remedy(
      'Look before anything else, then relaunch.',
      look('see what is left', 'ls', '-la', '{gateway}'),
      relaunch,
    ),
    verify: again,
  },
  'error-log.request-rejected': {
    title: 'The gateway could not hand a request to the agent',
    meaning: 'That prompt did not reach the agent and will not be repeated.',
    cause: 'It said: {error}.',
    remedy: remedy('Look at the session and its agent, then send it again.', gatewayLog),
    verify: again,
  },
  'error-log.diagnostics-off': {
    title: 'The diagnostic log of the gateway is off',
    meaning: 'Nothing is wrong; richer evidence would be there next time.',
    cause: 'desired_diagnostic_logging is not enabled in {file}.',
    remedy: remedy(
      'Add "desired_diagnostic_logging": {"enabled": true, "max_bytes": 1048576, "backup_count": 5} to the file, without dropping its other keys, then attach again.',
    ),
    verify: [],
  },
  'error-log.diagnostics-pending': {
    title: 'The diagnostic log is wanted and not active yet',
    meaning: 'The setting is read at the start of the gateway only.',
    cause: '{file} was changed after the last start.',
    remedy: remedy('It begins with the next attach.', attach),
    verify: [],
  },
  'error-log.gateway-request-errors': {
    title: 'Requests to the gateway failed',
    meaning: 'The diagnostic log tells of answers with an error.',
    cause: 'The last one: {error}.',
    remedy: remedy('Read the entries of that time.', gatewayLog),
    verify: again,
  },
} as const satisfies Codes<'error-log'>
