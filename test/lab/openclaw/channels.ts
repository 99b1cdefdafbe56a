import type { Case } from '../case.ts'
import { message } from './databases.ts'
import { piece, record } from './log.ts'
import { boot, fault, negative } from './make.ts'

const APOLOGY =
  '⚠️ Something went wrong while processing your request. Please try again, or use /new to start a fresh session.'
const OLD_APOLOGY = 'Something went wrong while processing your request. Please try again.'
const answer = (text: string, at: number) =>
  record('openclaw', 'INFO', text, at).replace('{"0"', '{"traceId":"08f553d4","0"')
const session = (asked: string, answered: string) => (now: number) => [
  {
    key: 'agent:main:telegram:direct:7',
    at: now - 60_000,
    events: [message('user', asked, now - 61_000), message('assistant', answered, now - 60_000)],
  },
]

/** What becomes of a message that comes from a channel; the pieces of logs are a real gateway's, with a stand-in for
 *  the service of Telegram. */
export const channels: readonly Case[] = [
  fault(
    'channel-key-refused',
    'a message from Telegram, and the provider refuses the key',
    'error-log.auth-failed',
    'openclaw.key-refused',
    { log: (now) => [...boot(now), ...piece('channel-refused-401', now - 30_000)], tasks: () => [] },
  ),
  fault(
    'channel-harness',
    'a message from Telegram, and nobody registers the harness: the reason is printed raw',
    'error-log.harness-missing',
    'openclaw.harness-unowned',
    { log: (now) => [...boot(now), ...piece('channel-harness', now - 30_000)], tasks: () => [] },
  ),
  fault(
    'apology',
    'the log holds no more than the sentence sent in place of an answer',
    'error-log.prompt-failed',
    null,
    {
      log: (now) => [...boot(now), answer(APOLOGY, now - 30_000)],
      tasks: () => [],
    },
  ),
  fault(
    'apology-stored',
    'the sentence sent in place of an answer stands in the transcript',
    'session-transcript.last-failed',
    null,
    { sessions: session('what is up?', OLD_APOLOGY) },
  ),
  negative('apology-quoted', 'an answer quotes the sentence', {
    log: (now) => [
      ...boot(now),
      ...piece('answered', now - 60_000),
      answer(`"${OLD_APOLOGY}" is what it says when a harness is missing.`, now - 30_000),
    ],
  }),
  negative('apology-asked-about', 'a user sends the sentence and is answered', {
    sessions: session(OLD_APOLOGY, 'The harness was missing; it is back.'),
  }),
]
