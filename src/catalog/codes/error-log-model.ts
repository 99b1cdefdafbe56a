import { type Codes, change, look, remedy } from '../entry.ts'
import { loginAgain, proveAnswer, seeModels } from './openclaw-steps.ts'

const again = ['firstfault diagnose --only error-log,model-api']
const askModel = look(
  'ask the provider directly',
  'firstfault',
  'diagnose',
  '--only',
  'model-api',
  '--keep-going',
)
const otel = (words: string) => look('see the events', 'joelclaw', 'otel', 'search', words, '--hours', '1')
const providerStatus = remedy(
  "It passes by itself; the fallback model takes over when it lasts. Look at the provider's status page, and change the model if it stays.",
  askModel,
)

/** Why the model gives no answers. */
export const errorLogModel = {
  'error-log.auth-failed': {
    title: 'The provider refuses our credentials',
    meaning:
      'The gateway is alive and mute: every prompt is refused before the model sees it, and its message is lost.',
    cause:
      "The OAuth login or key of {provider} is expired, was revoked, or is missing from the agent's auth file.",
    remedy: remedy('Log in to the provider again, then restart the gateway.', askModel),
    bySystem: {
      openclaw: remedy(
        'Renew the key or sign in again. The gateway holds the key back for 30 s to 5 minutes after each refusal: wait before the next try.',
        askModel,
        seeModels,
        loginAgain,
        proveAnswer,
      ),
      joelclaw: remedy(
        "Start `pi`, enter `/login` and choose the provider; then restart the gateway. Messages that failed are not tried again: send them once more. If it goes on, look at the plan's limits.",
        change('start pi to log in', 'pi'),
        change('restart the gateway', 'joelclaw', 'gateway', 'restart'),
      ),
    },
    verify: ['firstfault diagnose --e2e answer', 'firstfault diagnose --only error-log,model-api'],
  },
  'error-log.api-key-missing': {
    title: 'No API key for the provider',
    meaning: 'Every prompt for this provider is refused before it is sent, and its message is lost.',
    cause: 'Neither the auth file nor the environment of the daemon holds a key for {provider}.',
    remedy: remedy('Give the daemon a key, or log in, then restart it.', askModel),
    bySystem: {
      joelclaw: remedy(
        'Start `pi` and enter `/login`, or let the start script lease the key; then restart the gateway.',
        change('start pi to log in', 'pi'),
        change('restart the gateway', 'joelclaw', 'gateway', 'restart'),
      ),
    },
    verify: again,
  },
  'error-log.quota-exhausted': {
    title: 'The account has no quota left',
    meaning: 'The provider answers every prompt with an error until there is quota again.',
    cause: "The plan's limit is reached or the credit is used up.",
    remedy: remedy(
      'Raise the limit or wait for the next period; until then choose a model of another provider.',
      askModel,
    ),
    verify: again,
  },
  'error-log.rate-limited': {
    title: 'The provider limits the rate',
    meaning: 'The message got no answer. The gateway counts it as done and does not try it again.',
    cause: 'More requests or tokens per minute than the plan allows (HTTP 429).',
    remedy: providerStatus,
    verify: again,
  },
  'error-log.provider-overloaded': {
    title: 'The provider is overloaded',
    meaning: 'The message got no answer. The gateway counts it as done and does not try it again.',
    cause: 'The provider has no capacity at the moment (HTTP 529 or 503).',
    remedy: providerStatus,
    verify: again,
  },
  'error-log.provider-unreachable': {
    title: 'The provider cannot be reached',
    meaning: 'Prompts fail before they are sent, and their messages are lost.',
    cause: 'No network, no name resolution, a proxy in between, or the provider is down.',
    remedy: remedy('Test the way to the provider from this machine.', askModel),
    verify: again,
  },
  'error-log.provider-error': {
    title: "The model's answer ended in an error",
    meaning: 'The message got no answer, although the gateway counts the prompt as sent.',
    cause: 'The provider reported an error in the stream; the evidence has its words.',
    remedy: remedy('Read the error, and ask the provider directly.', askModel),
    verify: again,
  },
  'error-log.model-timeout': {
    title: 'The model sent nothing in time',
    meaning: 'The answer is late or lost; the gateway goes over to its fallback model.',
    cause: "The primary model's API is slow or down, or the session was not ready.",
    remedy: providerStatus,
    bySystem: {
      joelclaw: remedy(
        "The fallback takes over by itself and the primary is tried again every ten minutes. If it persists, look at the provider's status page.",
        askModel,
        otel('fallback'),
      ),
    },
    verify: ['firstfault diagnose --only error-log,stdout-flow,model-api'],
  },
  'error-log.fallback-activated': {
    title: 'The fallback model answers',
    meaning: 'Messages are answered, by another model than the configured one.',
    cause: 'The primary model timed out or failed several times in a row ({reason}).',
    remedy: providerStatus,
    bySystem: {
      joelclaw: remedy(
        'It goes back by itself when the primary answers; look at why it failed.',
        askModel,
        otel('model_fallback'),
      ),
    },
    verify: ['firstfault diagnose --only stdout-flow,model-api'],
  },
  'error-log.fallback-unusable': {
    title: 'The fallback model cannot be used',
    meaning: 'When the primary model fails nothing takes over.',
    cause: 'Primary and fallback are the same model, or the fallback cannot be selected.',
    remedy: remedy('Configure a fallback model of another provider.'),
    verify: ['firstfault diagnose --only error-log'],
  },
  'error-log.model-not-found': {
    title: 'The embedded packages do not know the model',
    meaning: 'The gateway cannot go to, or back to, the configured model.',
    cause: 'The daemon carries its own copy of the pi packages, which is older than the model {model}.',
    remedy: remedy('Update the packages that the daemon embeds, then restart it.'),
    bySystem: {
      joelclaw: remedy(
        "Compare the machine's pi with the versions pinned in packages/gateway/package.json; raise those, install, restart the gateway.",
        look("the version of the machine's pi", 'pi', '--version'),
        otel('model_fallback.probe_failed'),
      ),
    },
    verify: ['firstfault diagnose --only cli-status,error-log'],
  },
  'error-log.recovery-probe-failed': {
    title: 'The primary model is not back',
    meaning: 'The gateway stays on its fallback model.',
    cause: 'Selecting the primary model failed; the evidence has the reason.',
    remedy: providerStatus,
    verify: ['firstfault diagnose --only stdout-flow,model-api'],
  },
  'error-log.model-drift': {
    title: 'The resumed session had another model',
    meaning:
      'The gateway may answer with another model, at another speed and with another context size, than configured.',
    cause:
      'A session keeps its model across restarts; an earlier fallback or manual switch came back with it.',
    remedy: remedy('Compare the configured model with the live one.'),
    bySystem: {
      joelclaw: remedy(
        'The start should set the configured model again. Compare both, and restart once more if they differ.',
        look(
          'the live model beside the configured one',
          'firstfault',
          'diagnose',
          '--only',
          'cli-status',
          '--keep-going',
        ),
        otel('model.reconciled_on_startup'),
      ),
    },
    verify: ['firstfault diagnose --only cli-status'],
  },
} as const satisfies Codes<'error-log'>
