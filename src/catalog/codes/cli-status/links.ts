import { type Codes, look, remedy } from '../../entry.ts'
import { lookAtGateway } from '../mission-control-steps.ts'
import { again } from './steps.ts'

const probe = look('ask it for its health', 'curl', '-sS', '-m', '5', '{health}')

/** What stands behind a status page that says ok. */
export const links = {
  'cli-status.claim-static': {
    title: 'The health page says ok and requests fail',
    meaning: 'The health page is static and proves only that the web server answers. Real requests fail.',
    cause:
      'An authenticated list answered HTTP {status}: the database or its schema is not what the program expects.',
    remedy: remedy(
      'Read the log of the API around the request id {request}, then look at the database and its migrations.',
      look('see which migration is current (in the directory of the backend)', 'alembic', 'current'),
    ),
    verify: again,
  },
  'cli-status.link-missing': {
    title: 'A gateway has no address',
    meaning: 'Its agents are called provisioned, and nothing was ever sent to them.',
    cause: 'The URL of gateway {name} is empty.',
    remedy: remedy('Give the gateway its URL, then update its agents.'),
    verify: again,
  },
  'cli-status.link-refused': {
    title: 'The gateway behind it refuses connections',
    meaning: 'No agent behind {name} can be provisioned, updated or woken.',
    cause: 'Nobody listens at {url}: the gateway is down, or has another port.',
    remedy: remedy('Bring the gateway up.', lookAtGateway, probe),
    verify: again,
  },
  'cli-status.link-unreachable': {
    title: 'The gateway behind it cannot be reached from here',
    meaning: 'If it is the same for the API, no agent behind {name} can be provisioned or woken.',
    cause: 'The name in {url} does not resolve here, or nothing answers the attempt to connect.',
    remedy: remedy(
      'Check the address where the API runs: a container knows other names than this machine.',
      probe,
    ),
    verify: again,
  },
  'cli-status.link-silent': {
    title: 'The gateway behind it takes connections and says nothing',
    meaning: 'Every call to it hangs; the worker waits 60 s for each, and a webhook task for ever.',
    cause: 'The gateway at {url} is blocked or stopped.',
    remedy: remedy('Look at the gateway; restart the worker when it answers again.', lookAtGateway, probe),
    verify: again,
  },
  'cli-status.link-foreign': {
    title: 'Something else answers in place of the gateway',
    meaning: 'No agent behind {name} can be provisioned, updated or woken.',
    cause: 'What answers at {url} did not greet as an OpenClaw gateway does: {got}.',
    remedy: remedy('Correct the URL of the gateway; `ws` and `wss` differ as `http` and `https` do.', probe),
    verify: again,
  },
} as const satisfies Codes<'cli-status'>
