import { type Codes, change, look, remedy } from '../entry.ts'
import { proveAnswer, restartGateway, seeModels, startChannel } from './openclaw-steps.ts'

const again = ['firstfault diagnose --only error-log,model-api'] as const
const status = look('look at the harnesses', 'firstfault', 'diagnose', '--only', 'cli-status', '--keep-going')
const model = look('ask the provider', 'firstfault', 'diagnose', '--only', 'model-api', '--keep-going')

/** Why turns end without an answer. */
export const errorLogTurns = {
  'error-log.harness-missing': {
    title: 'Turns fail because their harness is not there',
    meaning: 'The gateway looks healthy, and the messages of this agent get an error or a canned sentence.',
    cause:
      'The harness {runtime} is not registered: its plugin is disabled or missing, or registers it late.',
    remedy: remedy('See who registers it.', status),
    bySystem: {
      openclaw: remedy(
        'See who registers it; enable its plugin and restart the gateway.',
        status,
        look('list the plugins', 'openclaw', 'plugins', 'list'),
        restartGateway,
      ),
    },
    verify: ['firstfault diagnose --e2e answer'],
  },
  'error-log.backend-missing': {
    title: 'Turns fail because a program is not found',
    meaning: 'Every turn of this backend fails at once.',
    cause:
      "The program of the CLI backend is not on the gateway's PATH, which a service does not inherit from the shell.",
    remedy: remedy("Install it, or put its directory on the service's PATH.", status),
    bySystem: {
      openclaw: remedy(
        "Install it, or put its directory on the service's PATH, then restart the gateway.",
        status,
        restartGateway,
      ),
    },
    verify: ['firstfault diagnose --e2e answer'],
  },
  'error-log.key-cooldown': {
    title: 'A key is held back after a failure',
    meaning: 'Turns are refused without asking the provider, which may be well again.',
    cause:
      'The provider refused the key of {provider} before; the gateway waits 30 s, then 60 s, then 5 minutes, and 10 minutes after a billing error.',
    remedy: remedy(
      'Look further back for the first refusal, mend it, and wait for the end of the cooldown.',
      look('look further back', 'firstfault', 'diagnose', '--hours', '6', '--keep-going'),
      model,
    ),
    verify: again,
  },
  'error-log.request-rejected': {
    title: 'The provider rejects the form of the requests',
    meaning: 'Turns fail at once and will go on failing.',
    cause:
      'The model or its dialect is configured wrongly, or a tool has a schema that {provider} does not take.',
    remedy: remedy('Compare the configured dialect and model with what the provider offers.', model),
    verify: again,
  },
  'error-log.answer-unreadable': {
    title: 'The answers of the provider cannot be read',
    meaning: 'Turns fail although the provider answers.',
    cause:
      'Something between the gateway and {provider} changes the stream, or the provider sends broken data.',
    remedy: remedy('Ask the provider directly; look at proxies between.', model),
    verify: again,
  },
  'error-log.answer-empty': {
    title: 'The model answers with nothing',
    meaning: 'Users get an error instead of an answer.',
    cause: 'The model of {provider} ends its turns without text.',
    remedy: remedy('Try another model, or look at what it was asked.', model),
    bySystem: {
      openclaw: remedy('Try another model, or look at what it was asked.', seeModels, proveAnswer),
    },
    verify: again,
  },
  'error-log.transcript-damaged': {
    title: 'A stored conversation is damaged',
    meaning: 'Every turn of this session fails; other sessions work. The next start may be refused.',
    cause: 'A row of the transcript holds no valid record.',
    remedy: remedy(
      'Begin a new session there, and keep a copy of the database.',
      look('see which one', 'firstfault', 'diagnose', '--only', 'session-transcript', '--keep-going'),
    ),
    verify: ['firstfault diagnose --only error-log,session-transcript'],
  },
} as const satisfies Codes<'error-log'>

/** What a gateway says of itself beside its turns. */
export const errorLogGateway = {
  'error-log.migration-refused': {
    title: 'The gateway refuses its own state',
    meaning: 'It does not start: a database or transcript cannot be migrated.',
    cause: 'The first reason in its list is the cause; the others only follow.',
    remedy: remedy(
      'Read the first reason; keep a copy of the named file before anything repairs it.',
      look('read the log', 'firstfault', 'diagnose', '--only', 'error-log', '--keep-going'),
    ),
    verify: ['firstfault diagnose --only process,error-log'],
  },
  'error-log.config-ignored': {
    title: 'An edit of the configuration was ignored',
    meaning: 'The gateway serves on with the old configuration; the next start fails.',
    cause: 'The edited file is not valid.',
    remedy: remedy(
      'Mend the file.',
      look('see what is wrong', 'firstfault', 'diagnose', '--only', 'process', '--keep-going'),
    ),
    bySystem: {
      openclaw: remedy('Mend the file.', look('see what is wrong', 'openclaw', 'config', 'validate')),
    },
    verify: ['firstfault diagnose --only process,error-log'],
  },
  'error-log.channels-suppressed': {
    title: 'The channels were kept down after crashes',
    meaning: 'The gateway is up and green, and no message comes in.',
    cause: 'Three starts within five minutes did not end in order; the next one leaves the channels down.',
    remedy: remedy(
      'Find why it crashed, then restart it in order.',
      look('see the crashes', 'firstfault', 'diagnose', '--only', 'process', '--keep-going'),
    ),
    bySystem: {
      openclaw: remedy(
        'Find why it crashed first. The channels come back by themselves once five minutes pass without a crash; one may be started by hand before that.',
        look('see the crashes', 'firstfault', 'diagnose', '--only', 'process', '--keep-going'),
        startChannel,
      ),
    },
    verify: ['firstfault diagnose --only process,cli-status'],
  },
  'error-log.plugin-unfinished': {
    title: 'A configured plugin could not be installed',
    meaning: 'What it brings is missing; models that need it fail.',
    cause: 'The plugin {plugin} is named in the configuration, and its package could not be fetched.',
    remedy: remedy('Install it, or take it out of the configuration.', status),
    bySystem: {
      openclaw: remedy(
        'Install it, or take it out of the configuration.',
        change('install the plugin', 'openclaw', 'plugins', 'install', '{plugin}'),
      ),
    },
    verify: ['firstfault diagnose --only cli-status,error-log'],
  },
  'error-log.clients-refused': {
    title: 'Clients came with a wrong token',
    meaning: 'The gateway works; some client is turned away.',
    cause: 'A client holds an old token, or a tool tries its luck.',
    remedy: remedy('Give the client the present token.'),
    verify: ['firstfault diagnose --only cli-status'],
  },
  'error-log.disk-full': {
    title: 'The gateway could not write',
    meaning: 'Messages are not stored and turns fail.',
    cause: 'There is no room on the disk.',
    remedy: remedy('Make room.', look('see the disks', 'df', '-h')),
    verify: ['firstfault diagnose --only substrate,error-log'],
  },
  'error-log.event-loop-blocked': {
    title: 'The gateway did not come to its work',
    meaning: 'Everything waits while it is busy; answers come late.',
    cause: 'Heavy work in its own process, or a machine that is overloaded.',
    remedy: remedy('See what the machine does.', look('see the load', 'uptime')),
    verify: ['firstfault diagnose --only cli-status,stdout-flow'],
  },
} as const satisfies Codes<'error-log'>
