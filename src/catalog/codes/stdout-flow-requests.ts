import { type Codes, look, remedy } from '../entry.ts'
import { attach, gatewayLog, keep } from './houmao-steps.ts'

const again = ['firstfault diagnose --only stdout-flow']

/** Requests in a gateway's own queue. */
export const requests = {
  'stdout-flow.request-stuck': {
    title: 'A request does not end',
    meaning: 'It and everything behind it waits.',
    cause:
      'Request {id} has been running for {age}: the agent hangs, or the worker died in the middle of it.',
    remedy: remedy(
      'See what the agent does; interrupt it, or attach the gateway again.',
      gatewayLog,
      keep,
      attach,
    ),
    verify: again,
  },
  'stdout-flow.request-running': {
    title: 'A request is being carried out',
    meaning: 'Its answer is not there yet; requests behind it wait.',
    cause: 'Request {id} has been running for {age}.',
    remedy: remedy('Wait and look again.', look('walk again', 'firstfault', 'diagnose', '--wait', '60s')),
    verify: again,
  },
  'stdout-flow.request-not-started': {
    title: 'An accepted request is not taken up',
    meaning: 'It waits although nothing runs and nothing blocks it.',
    cause:
      'Request {id} was accepted {age} ago: the worker of the queue stands still, or no gateway is attached.',
    remedy: remedy(
      'Attach the gateway again; accepted requests survive and are then carried out.',
      keep,
      attach,
    ),
    verify: again,
  },
  'stdout-flow.request-lost-on-restart': {
    title: 'A request was lost when the gateway was restarted',
    meaning: 'It was running then, is marked as failed, and is not repeated.',
    cause: 'The gateway ended while {id} was running; nothing was appended to its events for it.',
    remedy: remedy('Send it again.', gatewayLog),
    verify: again,
  },
  'stdout-flow.request-failed': {
    title: 'A request failed',
    meaning: 'That prompt did not do what it should.',
    cause: 'Request {id}: {error}.',
    remedy: remedy('Mend the reason, then send it again.', gatewayLog),
    verify: again,
  },
  'stdout-flow.request-vanished': {
    title: 'An accepted request is not in the queue any more',
    meaning: 'It will never be carried out: the queue was replaced by an empty one.',
    cause: 'events.jsonl tells that {id} was accepted, and queue.sqlite has no such request.',
    remedy: remedy(
      'Send it again. A command about an agent with a damaged directory makes a new, empty queue.',
    ),
    verify: again,
  },
  'stdout-flow.notifier-stalled': {
    title: 'The mail notifier stands still',
    meaning: 'New mail does not wake the agent.',
    cause: 'It last looked {age} ago; its interval is {interval}.',
    remedy: remedy('Attach the gateway again.', gatewayLog, keep, attach),
    verify: again,
  },
  'stdout-flow.notifier-failing': {
    title: 'The mail notifier reports an error',
    meaning: 'New mail may not wake the agent; a disabled one switched itself off.',
    cause: 'It said: {error}.',
    remedy: remedy('Mend what it says, then enable it again.', gatewayLog),
    verify: again,
  },
} as const satisfies Codes<'stdout-flow'>
