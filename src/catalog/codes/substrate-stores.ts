import { type Codes, look, remedy } from '../entry.ts'

const again = ['firstfault diagnose --only substrate'] as const
const port = look('see who listens there', 'lsof', '-nP', '-iTCP:{port}', '-sTCP:LISTEN')
const containers = look('see the services', 'docker', 'compose', '-f', '{compose}', 'ps', '--all')

/** Databases and queues that a gateway stands on, and whether its parts meet there. */
export const stores = {
  'substrate.store-refused': {
    title: 'A store refuses connections',
    meaning: 'What is kept in {service} can be neither read nor written: everything above stands still.',
    cause: '{service} at {host}:{port} is down, still starting, or listens elsewhere.',
    remedy: remedy('Start {service}.', containers, port),
    verify: again,
  },
  'substrate.store-unreachable': {
    title: 'A store cannot be reached',
    meaning: 'No connection to {service} comes about.',
    cause: 'The name {host} does not resolve from here, or nothing answers at {host}:{port}.',
    remedy: remedy(
      'Correct the address. A name of a container network is not known outside of it: give the published address.',
      look('resolve it', 'getent', 'hosts', '{host}'),
    ),
    verify: again,
  },
  'substrate.store-silent': {
    title: 'A store takes connections and does not answer',
    meaning: 'Whoever asks {service} hangs with it.',
    cause: '{service} at {host}:{port} is stopped, overloaded or locked.',
    remedy: remedy('Look at {service} itself.', containers, port),
    verify: again,
  },
  'substrate.store-auth-refused': {
    title: 'A store refuses the credentials',
    meaning: 'With these credentials nobody gets in; where the gateway has the same ones, nor does it.',
    cause: '{service} at {host}:{port} wants another user or password than the configured one.',
    remedy: remedy('Compare the credentials with those of the service, without printing them.'),
    verify: again,
  },
  'substrate.store-foreign': {
    title: 'Something else answers in place of a store',
    meaning: 'The port of {service} belongs to another program; nothing is stored.',
    cause: 'What listens at {host}:{port} does not speak the protocol of {service}.',
    remedy: remedy('Find out who answers and correct the port.', port),
    verify: again,
  },
  'substrate.database-missing': {
    title: 'The database does not exist',
    meaning: 'The server answers, and the gateway has no database there.',
    cause: 'It was never created, or the URL names another one.',
    remedy: remedy('Create the database and run the migrations, or correct its URL.'),
    verify: again,
  },
  'substrate.schema-mismatch': {
    title: 'The database has not the expected tables',
    meaning: 'Every request that needs them fails with a server error, while a static health page says ok.',
    cause: 'The migrations were not run, or another version wrote them: {error}.',
    remedy: remedy(
      'Bring the schema to the version of the program.',
      look('see which migration is current (in the directory of the backend)', 'alembic', 'current'),
    ),
    verify: again,
  },
  'substrate.queues-apart': {
    title: 'API and worker use different Redis servers or databases',
    meaning:
      'What the API queues is never seen by the worker: agents stay at provisioning and nobody wakes them.',
    cause: 'RQ_REDIS_URL is {api} for the API ({apiFrom}) and {worker} for the worker ({workerFrom}).',
    remedy: remedy(
      'Give both processes the same RQ_REDIS_URL and restart both; then update the agents that wait.',
    ),
    verify: again,
  },
  'substrate.queue-names-differ': {
    title: 'API and worker use different queue names',
    meaning: 'What the API queues is never taken: agents stay at provisioning and nobody wakes them.',
    cause:
      'RQ_QUEUE_NAME is {api} for the API ({apiFrom}) and {worker} for the worker ({workerFrom}). In the compose file only the worker gets it from the root .env.',
    remedy: remedy(
      'Put the same RQ_QUEUE_NAME into the root .env and into backend/.env and restart both; then update the agents that wait.',
    ),
    verify: again,
  },
} as const satisfies Codes<'substrate'>
