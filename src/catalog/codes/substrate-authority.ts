import { type Codes, look, remedy } from '../entry.ts'
import { attach, relaunch, sessions } from './houmao-steps.ts'

const again = ['firstfault diagnose --only substrate']
const resolve = look(
  'ask the server what it knows',
  'curl',
  '-sS',
  '-m',
  '5',
  '--noproxy',
  '*',
  '{base}/houmao/agents',
)

/** The server that a manifest names as the authority over its agent. */
export const authority = {
  'substrate.authority-unreachable': {
    title: 'The server that the manifest names does not answer',
    meaning: 'Attach from the current session asks it first and fails.',
    cause: 'Nothing usable answers at {base}: {why}.',
    remedy: remedy(
      'Start the passive server, or correct what was persisted by relaunching. --pair-port cannot redirect an attach of the current session.',
      look('ask it', 'curl', '-sS', '-m', '5', '--noproxy', '*', '{base}/health'),
    ),
    verify: again,
  },
  'substrate.authority-foreign': {
    title: 'The server that the manifest names is another program',
    meaning: 'Attach from the current session asks the wrong one and fails.',
    cause: 'What answers at {base} is not houmao-passive-server: {got}.',
    remedy: remedy('Find out who listens there; correct the address by relaunching.', resolve),
    verify: again,
  },
  'substrate.agent-unknown': {
    title: 'The server does not know the managed agent',
    meaning: 'Attach from the current session fails: a manifest alone is not enough.',
    cause:
      'The server at {base} has no record of {ref}: it reads another registry root, the reference is wrong, or the registration never happened.',
    remedy: remedy(
      'Compare HOUMAO_GLOBAL_REGISTRY_DIR of the server and of this shell, and the persisted api_base_url. Do not use --pair-port: the current session cannot be redirected.',
      resolve,
    ),
    verify: again,
  },
  'substrate.agent-not-yet-known': {
    title: 'The server has not seen the agent yet',
    meaning: 'The record is fresh; discovery runs every five seconds and will find it.',
    cause: 'The agent was published {age} ago and the server at {base} does not list it as live yet.',
    remedy: remedy(
      'Wait and look again.',
      look('walk again until it is known', 'firstfault', 'diagnose', '--wait', '30s'),
    ),
    verify: ['firstfault diagnose --wait 30s'],
  },
  'substrate.agent-offline': {
    title: 'The server holds a live agent for offline',
    meaning: 'Requests through the server fail although the agent is there.',
    cause:
      'The server at {base} knows the record and does not see session {sessionName}: it looks at another tmux socket (TMUX_TMPDIR), or cannot reach tmux.',
    remedy: remedy('Compare TMUX_TMPDIR of the server and of the session.', resolve, ...sessions),
    verify: again,
  },
  'substrate.agent-ambiguous': {
    title: 'The server knows several agents of this name',
    meaning: 'A command by name cannot choose.',
    cause: 'The reference {ref} fits more than one agent at {base}.',
    remedy: remedy('Name the agent by its id (--agent-id).', resolve, relaunch),
    verify: again,
  },
  'substrate.agent-without-gateway': {
    title: 'The server knows the agent and no gateway of it',
    meaning: 'Requests through the server find no gateway, although one is attached here.',
    cause: 'The shared record lacks the gateway: it was published before the attach, or cleaned up since.',
    remedy: remedy('Attach again; the record is then published anew.', attach),
    verify: again,
  },
} as const satisfies Codes<'substrate'>
