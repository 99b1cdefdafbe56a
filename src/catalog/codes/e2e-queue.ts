import { type Codes, change, look, remedy } from '../entry.ts'
import { checkIn } from './e2e-queue-check-in.ts'

const prove = look('prove that a message is answered', 'firstfault', 'diagnose', '--e2e', 'answer')

export const e2eQueue = {
  ...checkIn,
  'e2e-queue.refused': {
    title: 'The gateway refuses a prompt',
    meaning: 'What users send is refused in the same way.',
    cause: 'It answered {status}: {said}.',
    remedy: remedy(
      'Mend what it says.',
      look('look at the layers above', 'firstfault', 'diagnose', '--only', 'substrate,process,cli-status'),
    ),
    verify: ['firstfault diagnose --e2e answer'],
  },
  'e2e-queue.not-drained': {
    title: 'The gateway does not take its events',
    meaning: 'An event put into its queue stays there: nothing that arrives this way reaches the model.',
    cause: 'The daemon is not subscribed, its drain hangs, or it serves another queue than {list}.',
    remedy: remedy(
      'See what the session is doing, then restart the gateway.',
      look(
        'look at the layers above it',
        'firstfault',
        'diagnose',
        '--only',
        'process,cli-status,redis',
        '--keep-going',
      ),
    ),
    bySystem: {
      joelclaw: remedy(
        'See what the session is doing, then restart the gateway. Our event was taken back.',
        look('see what the session is doing', 'firstfault', 'review', 'joelclaw'),
        change('restart the gateway; its waiting events are dropped', 'joelclaw', 'gateway', 'restart'),
      ),
    },
    verify: ['firstfault diagnose --e2e drain'],
  },
  'e2e-queue.not-answered': {
    title: 'The event was taken and not answered',
    meaning: 'The gateway takes messages, and the model does not answer them: it is alive and mute.',
    cause: 'The turn hangs, the model does not answer, or the prompt failed before the model saw it.',
    remedy: remedy('Read the session and the error log.', look('see the open turn', 'firstfault', 'review')),
    verify: ['firstfault diagnose --e2e answer'],
  },
  'e2e-queue.answer-failed': {
    title: 'The event was answered with an error',
    meaning: 'The model refuses or fails: users get no answer either.',
    cause: 'The provider answered: {error}.',
    remedy: remedy(
      'Mend what the provider says.',
      look('look at the provider', 'firstfault', 'diagnose', '--only', 'model-api,error-log', '--keep-going'),
    ),
    verify: ['firstfault diagnose --e2e answer'],
  },
  'e2e-queue.batched': {
    title: 'The event was put aside for the hourly digest',
    meaning: 'The queue works; in quiet hours and in sleep mode the gateway prompts nobody.',
    cause: 'Quiet hours (23:00 to 07:00 Pacific) or sleep mode.',
    remedy: remedy('Nothing is wrong. Try the answer again outside quiet hours.', prove),
    verify: ['firstfault diagnose --e2e answer'],
  },
  'e2e-queue.coalesced': {
    title: 'The event was merged with others',
    meaning: 'Several events of low priority became one prompt; ours was acknowledged with them.',
    cause: 'Another event of the same priority was waiting less than a minute.',
    remedy: remedy('Nothing is wrong; repeat it at a quieter moment for a proof of its own.', prove),
    verify: ['firstfault diagnose --e2e answer'],
  },
} as const satisfies Codes<'e2e-queue'>
