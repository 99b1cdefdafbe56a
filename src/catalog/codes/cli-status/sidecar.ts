import { type Codes, look, remedy } from '../../entry.ts'
import { attach, detach, gatewayLog, keep, relaunch } from '../houmao-steps.ts'
import { again } from './steps.ts'

/** What a gateway says through its files and addresses beyond answering at all. */
export const sidecar = {
  'cli-status.protocol-skew': {
    title: 'The gateway speaks another version of its protocol',
    meaning: 'Clients of this build refuse it.',
    cause: 'It says protocol {version}; expected is v1.',
    remedy: remedy('Bring client and gateway to the same version, then attach again.', keep, attach),
    verify: again,
  },
  'cli-status.heartbeat-stopped': {
    title: 'The worker of the gateway has stopped',
    meaning: 'The address still answers and calls itself healthy, but nobody carries out requests.',
    cause:
      'The idle worker rewrites its state file five times a second; the file is {age} old. Its thread died or hangs.',
    remedy: remedy(
      'Read the traceback, then attach again; accepted requests survive.',
      gatewayLog,
      keep,
      attach,
    ),
    verify: again,
  },
  'cli-status.proxy-captured': {
    title: 'A proxy captures calls to the gateway on this machine',
    meaning:
      'The gateway answers a direct call; commands from this shell reach the proxy instead and time out, also with "connection refused" alone.',
    cause:
      'HOUMAO_GATEWAY_RESPECT_PROXY_ENV is 1, {variables} is set, and NO_PROXY does not spare 127.0.0.1.',
    remedy: remedy(
      'Unset HOUMAO_GATEWAY_RESPECT_PROXY_ENV in this shell, or add 127.0.0.1,localhost to NO_PROXY. Then look for a gateway that a failed attach left behind.',
      look(
        'walk again without it',
        'env',
        '-u',
        'HOUMAO_GATEWAY_RESPECT_PROXY_ENV',
        'firstfault',
        'diagnose',
        '--only',
        'process,cli-status',
      ),
    ),
    verify: again,
  },
  'cli-status.proxy-bypassed': {
    title: 'Proxy variables are set and do not matter',
    meaning: 'Calls to the gateway go directly; older builds without that switch would use the proxy.',
    cause: 'The gateway client ignores {variables} unless HOUMAO_GATEWAY_RESPECT_PROXY_ENV is exactly 1.',
    remedy: remedy('Nothing to do.'),
    verify: [],
  },
  'cli-status.core-blocked': {
    title: 'The gateway answers, and its core does not',
    meaning: 'The control plane is up, but the status that needs queue and tmux does not come.',
    cause: '{url} gives {got}: a held lock, a hanging tmux or database, or its files were deleted.',
    remedy: remedy('Read the traceback, then attach again.', gatewayLog, keep, attach),
    verify: again,
  },
  'cli-status.other-agent': {
    title: 'The gateway that answers belongs to another agent',
    meaning: 'Prompts sent there reach the other agent.',
    cause: 'Its status names session {other}, and not {sessionName}.',
    remedy: remedy(
      'Stop the stray gateway or drop the desired port, then attach again.',
      keep,
      detach,
      attach,
    ),
    verify: again,
  },
  'cli-status.agent-unavailable': {
    title: 'The gateway cannot reach its agent',
    meaning: 'It refuses prompts until the agent is back.',
    cause: 'It says {admission}, {recovery}: the session or its stored state cannot be resumed.',
    remedy: remedy('Look at the session and its agent; relaunch when it is gone.', gatewayLog, relaunch),
    verify: again,
  },
  'cli-status.agent-busy': {
    title: 'The agent is busy',
    meaning: 'New prompts wait or are refused until the running work ends.',
    cause: 'The gateway is connected and takes no request now.',
    remedy: remedy('Wait and look again.', look('walk again', 'firstfault', 'diagnose', '--wait', '60s')),
    verify: again,
  },
  'cli-status.reconciliation-required': {
    title: 'The agent was replaced under the gateway',
    meaning: 'The gateway refuses prompts, because they might be meant for the agent before.',
    cause: 'It is bound to another instance of the agent (epoch {epoch}).',
    remedy: remedy('Detach and attach the gateway.', keep, detach, attach),
    verify: again,
  },
  'cli-status.state-unusable': {
    title: 'The stored status of the gateway cannot be used',
    meaning: 'Tools take it for absent; the gateway itself may be well.',
    cause: '{file}: {why}.',
    remedy: remedy('A running gateway writes it anew; else attach again.', look('see it', 'cat', '{file}')),
    verify: again,
  },
} as const satisfies Codes<'cli-status'>
