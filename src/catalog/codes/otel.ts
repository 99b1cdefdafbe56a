import { type Codes, change, look, remedy } from '../entry.ts'

const again = ['firstfault diagnose --only otel']
const search = (...words: readonly string[]) =>
  look('read these events', 'joelclaw', 'otel', 'search', ...words)
const window = ['--hours', '{hours}'] as const
const typesensePod = look(
  'see the pod',
  'kubectl',
  '--request-timeout=5s',
  'get',
  'pods',
  '-n',
  'joelclaw',
  'typesense-0',
)

export const otel = {
  'otel.backend-unreachable': {
    title: 'The telemetry store does not answer',
    meaning: 'Events of the gateway cannot be read and are probably not kept. Messages are not affected.',
    cause: 'No answer from {url}: {why}.',
    remedy: remedy(
      'Look at the store and its port forwarding; this can wait until everything above is well.',
      typesensePod,
    ),
    verify: again,
  },
  'otel.backend-foreign': {
    title: 'Something else answers in place of the telemetry store',
    meaning: 'Events cannot be read. Our key was not sent there.',
    cause: 'What answers at {url} does not look like the store: {why}.',
    remedy: remedy('Find out who listens there, or correct the address in the configuration (telemetry).'),
    verify: again,
  },
  'otel.query-failed': {
    title: 'The telemetry store cannot answer a query',
    meaning: 'It is up and its data cannot be read: collection missing, damaged, or out of memory.',
    cause: 'The query was answered with {why}.',
    remedy: remedy('Look at the store; its own health page does not show this.', typesensePod),
    verify: again,
  },
  'otel.no-events': {
    title: 'The running gateway leaves no events',
    meaning: 'The path from the gateway to the store is broken: trouble would not be seen in telemetry.',
    cause:
      'No event of the gateway in {hours} h although it has been up longer: the worker that takes events is down, or events are switched off (OTEL_EVENTS_ENABLED=0).',
    remedy: remedy(
      'Look at the worker on port 3111.',
      look('see who listens', 'lsof', '-nP', '-iTCP:3111', '-sTCP:LISTEN'),
    ),
    verify: again,
  },
  'otel.severe-actions': {
    title: 'A component reports failures',
    meaning: 'What this component does failed during the window; it may work again by now.',
    cause: '{component} reported {count} failures: {actions}.',
    remedy: remedy(
      'Read them beside the error log of the same time.',
      search('{component}', ...window),
      look('read the error log', 'firstfault', 'diagnose', '--only', 'error-log', '--keep-going'),
    ),
    verify: again,
  },
  'otel.channel-degraded': {
    title: 'A channel reports failures',
    meaning: 'Messages of this channel may not arrive or not be sent; the others are not touched.',
    cause: '{component} reported {count} failures and {success} successes in {minutes} min: {actions}.',
    remedy: remedy(
      "Read the channel's events beside the error log of the same time.",
      search('{component}', '--hours', '1'),
      look('see what the channel says of itself', 'firstfault', 'diagnose', '--only', 'cli-status'),
      look('read the error log', 'firstfault', 'diagnose', '--only', 'error-log', '--keep-going'),
    ),
    verify: again,
  },
  'otel.channel-muted': {
    title: 'A muted channel reports failures',
    meaning: 'The trouble is known and its alarms are off.',
    cause: 'It was muted: {reason}.',
    remedy: remedy(
      'Nothing now; unmute it once it works again.',
      look('list the muted channels', 'joelclaw', 'gateway', 'known-issues'),
    ),
    verify: again,
  },
  'otel.channel-unknown': {
    title: 'Telemetry does not tell whether a channel works again',
    meaning: 'The channel failed during the last hours, and neither a success nor a failure came after.',
    cause: '{why}.',
    remedy: remedy(
      'Send a message on this channel, or see what it says of itself.',
      look('see what the channel says of itself', 'firstfault', 'diagnose', '--only', 'cli-status'),
    ),
    verify: again,
  },
  'otel.fallback-swapped': {
    title: 'The gateway switched to its fallback model',
    meaning: 'The primary model was slow or failed; answers come from another model until it is restored.',
    cause: '{count} switches without a later return: {why}.',
    remedy: remedy(
      'Look at the provider of the primary model; the gateway tries to return every 10 minutes.',
      search('model_fallback', ...window),
    ),
    verify: ['firstfault diagnose --only cli-status,model-api'],
  },
  'otel.fallback-probe-failing': {
    title: 'The return to the primary model fails',
    meaning: 'The gateway stays on its fallback although the primary may be well.',
    cause:
      'The last attempt failed: {why}. "Model not found" means that the embedded pi packages are older than the machine\'s pi.',
    remedy: remedy(
      'Compare the pi version of the machine with the one that the gateway embeds.',
      look("the machine's version", 'pi', '--version'),
      search('fallback', ...window),
    ),
    verify: again,
  },
  'otel.model-drift': {
    title: 'The gateway came up with another model than configured',
    meaning: 'A resumed session brought its own model along; the start corrected it or kept it.',
    cause: '{count} starts met another model than the configured one: {why}.',
    remedy: remedy(
      'Compare the configured with the running model.',
      look('see the running model', 'firstfault', 'diagnose', '--only', 'cli-status'),
    ),
    verify: again,
  },
  'otel.model-failures-alerted': {
    title: 'The gateway alerted about model failures',
    meaning: 'Prompts failed at the model; the operator was told, or should have been.',
    cause: '{count} alerts, the last for: {why}.',
    remedy: remedy(
      'Look at the provider and at its credentials.',
      look('see both', 'firstfault', 'diagnose', '--only', 'model-api,error-log', '--keep-going'),
    ),
    verify: again,
  },
  'otel.prompt-failures': {
    title: 'Prompts failed',
    meaning: 'A prompt that fails is lost: its retry is taken for a duplicate.',
    cause: '{count} prompts failed without a later success, the last with: {why}.',
    remedy: remedy('Read the error of the last one.', search('queue.prompt.failed', ...window)),
    verify: ['firstfault diagnose --only error-log,session-transcript'],
  },
  'otel.redis-flapping': {
    title: 'The gateway loses Redis again and again',
    meaning: 'Events and stored messages wait while it is away; commands that wait too long are rejected.',
    cause:
      '{count} losses, rejections or failed mode reads in {hours} h: a restarting pod, or a port forwarding that drops.',
    remedy: remedy(
      'Check the transport before the gateway.',
      look('see the pod', 'kubectl', '--request-timeout=5s', 'get', 'pods', '-n', 'joelclaw', 'redis-0'),
      search('redis-channel', ...window),
    ),
    verify: ['firstfault diagnose --only redis'],
  },
  'otel.dedup-suspicious': {
    title: 'Messages may have been dropped as duplicates that were none',
    meaning: 'A user may say "it ignored my message".',
    cause:
      '{count} dropped messages look unlike duplicates: {why}. What is compared after the channel preamble is cut may be wrong.',
    remedy: remedy(
      'Compare the lengths in the metadata with what the user sent; keep the deduplication on and correct its normalising.',
      search('dedup_dropped', ...window),
    ),
    verify: again,
  },
  'otel.dedup-drops': {
    title: 'Messages were dropped as duplicates',
    meaning: 'Usually right: the same text twice within the window.',
    cause: '{count} messages were dropped.',
    remedy: remedy('Nothing, unless a user misses an answer.', search('dedup_dropped', ...window)),
    verify: again,
  },
  'otel.console-forward-suppressed': {
    title: 'Answers of the gateway were not forwarded',
    meaning:
      'Answers to internal or background turns stay inside; if one belonged to a person, that person waits.',
    cause: '{count} answers were held back by policy and none was sent after them{why}.',
    remedy: remedy(
      'Look at where the turn was attributed (hasActiveSource, hasCapturedSource, recoveredFromRecentPrompt) before the policy is relaxed.',
      search('outbound.console_forward', ...window),
    ),
    verify: again,
  },
  'otel.poll-conflict': {
    title: 'Two processes poll the same Telegram bot',
    meaning: 'Messages of users reach the other poller or nobody.',
    cause:
      'Telegram polling conflicted {count} times in {hours} h and has not recovered since: another process uses the same bot token.',
    remedy: remedy(
      'Find the other poller; phones and desktop clients are none.',
      search('telegram.channel.poll_owner', ...window),
    ),
    verify: ['firstfault diagnose --only cli-status,otel'],
  },
  'otel.exporter-missing': {
    title: 'The plugin that exports telemetry is not loaded',
    meaning: 'Messages are not touched; nothing of them is seen in the telemetry.',
    cause: 'Telemetry is configured, and the plugin {plugin} is not installed or not enabled.',
    remedy: remedy('Install and enable it, or take the configuration out.'),
    bySystem: {
      openclaw: remedy(
        'Install and enable it, or take the configuration out.',
        change(
          'install the exporter',
          'openclaw',
          'plugins',
          'install',
          'clawhub:@openclaw/diagnostics-otel',
        ),
      ),
    },
    verify: ['firstfault diagnose --only otel'],
  },
  'otel.collector-unreachable': {
    title: 'The collector cannot be reached',
    meaning: 'Messages are not touched; telemetry is lost.',
    cause: 'Nothing listens at {url}.',
    remedy: remedy('Start the collector, or correct the endpoint.'),
    verify: ['firstfault diagnose --only otel'],
  },
} as const satisfies Codes<'otel'>
