import { type Codes, look, remedy } from '../../entry.ts'
import { again, restartJoelclaw, seeErrors } from './steps.ts'

/** Which model answers, and with which runtime. */
export const models = {
  'cli-status.model-drift': {
    title: 'The session runs on another model than configured',
    meaning: 'Answers come, but from {actual} instead of {requested}; limits, cost and fallback do not fit.',
    cause:
      'A resumed session kept an earlier model, or the gateway could not read its configuration when it started.',
    remedy: remedy('Restart it while Redis is up; the start sets the configured model.', seeErrors),
    bySystem: {
      joelclaw: remedy(
        'Restart it while Redis is up; the start sets the configured model.',
        seeErrors,
        restartJoelclaw,
      ),
    },
    verify: again,
  },
  'cli-status.fallback-active': {
    title: 'The fallback model answers',
    meaning: 'Messages are answered by {model} because the first model failed.',
    cause: 'The first model was silent for too long or failed three times in a row.',
    remedy: remedy(
      "Check the first model's provider; the gateway tries it again every ten minutes.",
      look('ask the provider', 'firstfault', 'diagnose', '--only', 'error-log,model-api', '--keep-going'),
    ),
    verify: ['firstfault diagnose --only cli-status,model-api --keep-going'],
  },
  'cli-status.runtime-skew': {
    title: "The embedded runtime is older than the machine's",
    meaning:
      'Models that the command on this machine knows may be unknown to the gateway; switching to them then fails.',
    cause: 'The gateway pins {package} {embedded}, the machine has {machine}.',
    remedy: remedy(
      'Raise the pinned version and install again, then restart the gateway.',
      look('see the pinned version', 'grep', '{package}', '{file}'),
      look("see the machine's version", 'pi', '--version'),
    ),
    verify: again,
  },
} as const satisfies Codes<'cli-status'>
