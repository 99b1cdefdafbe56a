import { type Codes, look, remedy } from '../../entry.ts'
import { again, restartJoelclaw, seeErrors, seeTurn } from './steps.ts'

const seeEvents = look('see the waiting events', 'joelclaw', 'gateway', 'events')

/** The session behind the gateway, and the events that should reach it. */
export const sessions = {
  'cli-status.session-dead': {
    title: 'The session is dead',
    meaning:
      'Every prompt fails. Nobody gets an answer until it is restarted, and the failed messages are lost.',
    cause: '{failures} prompts failed in a row: expired sign-in, a missing model, or a broken session.',
    remedy: remedy(
      'Read why the prompts fail before the next restart; a restart does not mend a sign-in.',
      seeErrors,
    ),
    bySystem: {
      joelclaw: remedy(
        'Read why the prompts fail; a restart does not mend a sign-in. The gateway restarts itself within a minute.',
        seeErrors,
        restartJoelclaw,
      ),
    },
    verify: again,
  },
  'cli-status.session-stuck': {
    title: 'The session is stuck',
    meaning: 'A turn does not end, and every later message waits behind it.',
    cause: 'A tool call or a model request has hung for {age}.',
    remedy: remedy(
      'See which tool or request hangs; the gateway aborts it once and then restarts itself.',
      seeTurn,
      seeErrors,
    ),
    bySystem: {
      joelclaw: remedy(
        'See which tool or request hangs. The gateway aborts it once and restarts itself 90 s later; restart it if that does not happen.',
        seeTurn,
        seeErrors,
        restartJoelclaw,
      ),
    },
    verify: again,
  },
  'cli-status.session-recovering': {
    title: 'The session is being recovered',
    meaning: 'A stuck turn was aborted and the gateway waits for the session to come back.',
    cause: "The turn did not end for too long; the gateway's own watchdog stopped it.",
    remedy: remedy('Wait for its grace to end, then look again and see what hung.', seeTurn),
    verify: ['firstfault diagnose --wait 120s'],
  },
  'cli-status.prompts-failing': {
    title: 'The last prompts failed',
    meaning: 'The messages of these prompts got no answer; the next ones may fail as well.',
    cause: '{failures} prompts failed in a row; at three the session counts as dead.',
    remedy: remedy('Read the error of the prompts.', seeErrors),
    verify: again,
  },
  'cli-status.session-unregistered': {
    title: 'The session is not registered',
    meaning:
      "Events are sent to the old list instead of the gateway's own, and nobody reads that one before the next connect.",
    cause:
      'The entry was removed from the set of sessions: a restart that did not finish, an evicted or emptied Redis, or another tool.',
    remedy: remedy('Let the gateway register again.', seeErrors),
    bySystem: {
      joelclaw: remedy(
        'A restart registers it again and moves the old list over.',
        seeEvents,
        restartJoelclaw,
      ),
    },
    verify: again,
  },
  'cli-status.legacy-events': {
    title: 'Events lie in the old list',
    meaning: 'These events are read at the next connect only, and have not been answered.',
    cause: '{count} events were sent while no session was registered.',
    remedy: remedy('Look at them; the gateway takes them over when it connects again.', seeEvents),
    verify: again,
  },
  'cli-status.events-waiting': {
    title: "Events wait in the gateway's list",
    meaning: 'Events are normally taken within seconds; these are not.',
    cause: 'The session is busy or stuck, or the wake-up for these events was lost. Waiting: {count}.',
    remedy: remedy('See what the session is doing.', seeEvents, seeTurn),
    verify: ['firstfault diagnose --only cli-status,e2e-queue'],
  },
  'cli-status.session-pressure': {
    title: 'The session is under pressure',
    meaning: 'The session is old or nearly full; the gateway compacts or renews it at the next turn.',
    cause: 'Reasons: {reasons}. An idle session counts as old until its next turn.',
    remedy: remedy('Nothing, as long as turns end; otherwise see what it was doing.', seeTurn),
    verify: again,
  },
} as const satisfies Codes<'cli-status'>
