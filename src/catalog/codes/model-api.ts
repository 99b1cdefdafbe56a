import { type Codes, look, remedy } from '../entry.ts'

const again = ['firstfault diagnose --only model-api']
const asked = look(
  'ask the address yourself',
  'curl',
  '-sS',
  '-m',
  '10',
  '-o',
  '/dev/null',
  '-w',
  '%{http_code} %{content_type}',
  '{url}',
)
const wait = remedy(
  'Wait for the provider, or switch the gateway to a model of another one. A restart does not help.',
  look('see whether the fallback carries the traffic', 'firstfault', 'diagnose', '--only', 'cli-status'),
)
const network = remedy('Find out what stands between this machine and the provider.', asked)

export const modelApi = {
  'model-api.unreachable': {
    title: 'The model provider cannot be reached',
    meaning: 'No prompt gets an answer while no fallback of another provider takes over.',
    cause: 'No connection to {provider} at {origin}: network down, firewall, or the provider is down.',
    remedy: network,
    verify: again,
  },
  'model-api.name-unknown': {
    title: 'The host name of the model provider does not resolve',
    meaning: 'No prompt gets an answer: the machine is offline or its name service fails.',
    cause: 'The name in {origin} is not known to the name service of this machine.',
    remedy: remedy('Look at the network and the name service of this machine.', asked),
    verify: again,
  },
  'model-api.tls-failed': {
    title: 'The connection to the model provider is not trusted',
    meaning: 'Clients that check certificates refuse to talk: no prompt gets an answer.',
    cause:
      'The TLS handshake with {origin} failed: an intercepting proxy, a wrong clock, or old root certificates.',
    remedy: remedy('Look at the certificate and at the clock of this machine.', asked),
    verify: again,
  },
  'model-api.silent': {
    title: 'The model provider takes the connection and does not answer',
    meaning: 'Prompts hang until their timeout; the gateway looks alive and is mute.',
    cause: '{provider} gave no answer in time: an outage, or a proxy that swallows requests.',
    remedy: wait,
    verify: again,
  },
  'model-api.not-the-api': {
    title: 'Something else answers in place of the model provider',
    meaning: 'Prompts fail although the network looks fine.',
    cause: '{origin} answers with {what}: a captive portal, a proxy, or a wrong base address.',
    remedy: network,
    verify: again,
  },
  'model-api.blocked': {
    title: 'The model provider refuses requests from here',
    meaning: 'Also a valid key is refused: no prompt gets an answer.',
    cause: '{provider} says {what}: the country, network or address is blocked.',
    remedy: remedy('Use another way out to the internet, or another provider.', asked),
    verify: again,
  },
  'model-api.overloaded': {
    title: 'The model provider is overloaded',
    meaning:
      'Prompts fail after some retries, and the user gets no answer; the gateway does not count this as a failure.',
    cause: '{provider} says it is overloaded (HTTP {status}).',
    remedy: wait,
    verify: again,
  },
  'model-api.server-error': {
    title: 'The model provider has an internal error',
    meaning: 'Prompts fail until the provider has mended it.',
    cause: '{provider} answers with HTTP {status}.',
    remedy: wait,
    verify: again,
  },
  'model-api.unsteady': {
    title: 'The model provider fails now and then',
    meaning: 'Some prompts need a retry and come late.',
    cause: '{provider} answered with HTTP {status} first and well a moment later.',
    remedy: wait,
    verify: again,
  },
  'model-api.rate-limited': {
    title: 'The model provider limits requests from here',
    meaning: 'It is reachable; prompts may be slowed down or refused.',
    cause: '{provider} answered HTTP 429 to a request without a valid key: the limit is on this address.',
    remedy: wait,
    verify: again,
  },
  'model-api.credentials-missing': {
    title: 'No credentials for the active model provider',
    meaning: 'Every prompt is refused before it reaches the model: the gateway is alive and mute.',
    cause:
      '{file} has no entry for {provider}: logged out, never logged in, or another agent directory is used.',
    remedy: remedy(
      'Log in again in pi (/login {provider}), then restart the gateway at a quiet moment: a restart deletes its waiting events.',
      look('start pi, then type /login', 'pi'),
    ),
    verify: ['firstfault diagnose --only model-api,error-log', 'joelclaw gateway test'],
  },
  'model-api.credentials-expired': {
    title: 'The stored token is past its time',
    meaning:
      'Nothing by itself: the next prompt renews it. Together with failed authentications it is the cause.',
    cause: 'The token of {provider} in {file} ran out {age} ago; renewal is due with the next prompt.',
    remedy: remedy(
      'If prompts fail with "Authentication failed", log in again in pi (/login {provider}).',
      look('start pi, then type /login', 'pi'),
    ),
    verify: ['firstfault diagnose --only model-api,error-log'],
  },
  'model-api.credentials-unreadable': {
    title: 'The credentials file cannot be understood',
    meaning: 'pi starts without credentials: every prompt is refused.',
    cause: '{file} is not the JSON that pi writes: damaged, half-written, or edited.',
    remedy: remedy(
      'Log in again in pi (/login {provider}); it writes the file anew.',
      look('start pi, then type /login', 'pi'),
    ),
    verify: again,
  },
  'model-api.key-cooldown': {
    title: 'A key is held back by the gateway',
    meaning: 'For another {left} turns are refused without asking {provider}, which may be well.',
    cause: 'The provider refused the key before ({reason}); the gateway waits after each such failure.',
    remedy: remedy('Mend the key, then wait for the end; a test right now proves nothing.'),
    verify: ['firstfault diagnose --only error-log,model-api'],
  },
} as const satisfies Codes<'model-api'>
