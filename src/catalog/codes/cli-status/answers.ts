import { type Codes, look, remedy } from '../../entry.ts'
import { again, restartJoelclaw, seeErrors, seeRedis, waitForIt } from './steps.ts'

const whoListens = look('see who listens on the port', 'lsof', '-nP', '-iTCP:{port}', '-sTCP:LISTEN')

/** What the status address answers, or that it does not. */
export const answers = {
  'cli-status.refused': {
    title: 'The status address refuses connections',
    meaning:
      'Nobody listens where the gateway should answer, so it cannot be asked and its clients cannot reach it.',
    cause: 'The gateway is down, still starting, or listens on another port than {url}.',
    remedy: remedy('See whether the process runs and which port it has.', whoListens, seeErrors),
    bySystem: {
      joelclaw: remedy(
        'See why it does not listen, then restart it.',
        whoListens,
        seeErrors,
        restartJoelclaw,
      ),
    },
    verify: again,
  },
  'cli-status.unreachable': {
    title: 'The status address cannot be reached',
    meaning: 'No connection to the gateway comes about.',
    cause:
      'The name does not resolve, no route leads there, or the connection or its encryption fails: {problem}.',
    remedy: remedy('Check the address {url} and the network between.', seeErrors),
    verify: again,
  },
  'cli-status.silent': {
    title: 'The gateway accepts and does not answer',
    meaning:
      'The process holds its port, but does not serve it: it hangs or is overloaded. Messages wait as well.',
    cause: 'Its event loop is blocked, or the process is stopped. It gave no answer within {deadline}.',
    remedy: remedy('See what it does before it is restarted.', whoListens, seeErrors),
    bySystem: {
      joelclaw: remedy('See what it does, then restart it.', whoListens, seeErrors, restartJoelclaw),
    },
    verify: again,
  },
  'cli-status.foreign': {
    title: 'Something else answers at the status address',
    meaning: "The answer is not the gateway's status: clients and probes talk to the wrong program or page.",
    cause:
      'Another program holds the port, a proxy stands before it, or the address is wrong: {url} gave {got}.',
    remedy: remedy('Find out who answers and correct the port or the address.', whoListens),
    verify: again,
  },
  'cli-status.unhealthy': {
    title: 'The gateway says that it cannot serve',
    meaning: 'It answers and declares itself unavailable. Messages get no answer.',
    cause: 'It said: {said}.',
    remedy: remedy('Read its errors for the reason.', seeErrors),
    bySystem: {
      joelclaw: remedy('Read its errors for the reason, then restart it.', seeErrors, restartJoelclaw),
    },
    verify: again,
  },
  'cli-status.draining': {
    title: 'The gateway is shutting down',
    meaning: 'It finishes what it has and takes nothing new.',
    cause: 'Somebody stopped or restarted it, or it restarts itself.',
    remedy: remedy('Wait for the restart; if none follows, start it.', waitForIt),
    verify: ['firstfault diagnose --wait 60s'],
  },
  'cli-status.slow': {
    title: 'The status answer is slow',
    meaning: 'The gateway answers late; its messages are probably late too.',
    cause: 'The process or the machine is busy: the answer took {took}.',
    remedy: remedy('See what keeps it busy.', seeErrors),
    verify: again,
  },
  'cli-status.starting': {
    title: 'The gateway is still starting',
    meaning: 'It answers, but its channels are not up yet.',
    cause: 'It was started {age} ago and its start is not over.',
    remedy: remedy('Wait and look again.', waitForIt),
    verify: ['firstfault diagnose --wait 60s'],
  },
  'cli-status.start-blocked': {
    title: 'The start does not come to an end',
    meaning: 'The process answers, but its channels never came up: nothing that people write reaches it.',
    cause:
      'After {age} it still waits for its start to go on. A start without Redis waits for Redis, for as long as it takes.',
    remedy: remedy('Bring up what it waits for; the start then goes on by itself.', seeRedis, seeErrors),
    verify: again,
  },
  'cli-status.redis-degraded': {
    title: 'The gateway runs without Redis',
    meaning:
      'The process and its session live, but events, replay and everything that is kept in Redis wait. A direct message may be answered late.',
    cause:
      'Its connection to Redis is down ({reason}): a restarted pod, a dropped forward, or a wrong address.',
    remedy: remedy('Mend Redis, not the gateway: it connects again by itself.', seeRedis),
    bySystem: {
      joelclaw: remedy(
        'Mend Redis, not the gateway: it connects again by itself.',
        look('see whether the pod runs', 'kubectl', 'get', 'pods', '-n', 'joelclaw', '--request-timeout=5s'),
        seeRedis,
      ),
    },
    verify: ['firstfault diagnose --only cli-status,redis --keep-going'],
  },
  'cli-status.capability-degraded': {
    title: 'The gateway reports a reduced capability',
    meaning: 'It serves, with the named part missing.',
    cause: 'It said: {said}.',
    remedy: remedy('Read its errors for the part.', seeErrors),
    verify: again,
  },
} as const satisfies Codes<'cli-status'>
