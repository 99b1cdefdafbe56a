import {
  loginAgain,
  proveAnswer,
  restartGateway,
  seeErrors,
  seeModels,
  startGateway,
  validateConfig,
} from '../codes/openclaw-steps.ts'
import { change, look, remedy } from '../entry.ts'
import type { ScenarioEntry } from './entry.ts'

const OPENCLAW = { system: 'openclaw' as const, unless: [], probes: [] }

/** The failure scenarios of an OpenClaw gateway. */
export const openclawScenarios: readonly ScenarioEntry[] = [
  {
    ...OPENCLAW,
    id: 'openclaw.harness-unowned',
    title: 'Healthy by its own word, and no harness for the agent',
    outage: true,
    symptoms:
      'Every message gets "Something went wrong"; status, health and doctor are green; "Requested agent harness … is not registered".',
    cause:
      'The configuration gives agent {agent} the runtime {runtime}, and no enabled plugin registers it. OpenClaw checks that at the first message only, and reports it at INFO level.',
    signs: { 'cli-status.harness-unowned': 'confirmed', 'error-log.harness-missing': 'likely' },
    probes: ['error-log/turns'],
    remedy: remedy(
      'Enable or install the plugin that registers the runtime, or take the runtime out of the configuration; then restart the gateway and try one turn.',
      change('enable the plugin', 'openclaw', 'plugins', 'enable', '{plugin}'),
      change('install the plugin', 'openclaw', 'plugins', 'install', '{package}'),
      restartGateway,
      proveAnswer,
    ),
    verify: ['firstfault diagnose --system openclaw --e2e answer'],
    pointers: ['agents.*.models.*.agentRuntime in openclaw.json', 'openclaw plugins list'],
  },
  {
    ...OPENCLAW,
    id: 'openclaw.harness-race',
    title: 'A harness registered too late, or was lost',
    outage: true,
    symptoms:
      'After a restart or an idle time turns fail with "is not registered" for minutes to hours, then work again by themselves.',
    cause: 'The plugin of {runtime} is enabled and registers it lazily: {count} turns came before it did.',
    signs: { 'cli-status.harness-registered-late': 'confirmed' },
    unless: ['cli-status.harness-unowned'],
    remedy: remedy(
      'Try one turn, which often makes it register; else restart the gateway.',
      proveAnswer,
      restartGateway,
    ),
    verify: ['firstfault diagnose --system openclaw --e2e answer'],
    pointers: ['openclaw/openclaw#86227', 'openclaw/openclaw#86342', 'openclaw/openclaw#87021'],
  },
  {
    ...OPENCLAW,
    id: 'openclaw.harness-degraded',
    title: 'The plugin that brings a harness failed',
    outage: true,
    symptoms:
      'Turns fail with "Agent harness runtime … is unavailable (reason=owner-plugin-degraded)"; the plugin is enabled, readiness is green.',
    cause: 'The plugin {plugin} is enabled, and the running gateway says that it failed.',
    signs: { 'cli-status.harness-degraded': 'confirmed', 'error-log.harness-missing': 'possible' },
    unless: ['cli-status.harness-unowned', 'cli-status.harness-registered-late'],
    remedy: remedy(
      'Read why it failed, mend it, restart the gateway, and try one turn.',
      look('see why', 'openclaw', 'plugins', 'inspect', '{plugin}', '--runtime', '--json'),
      restartGateway,
      proveAnswer,
    ),
    verify: ['firstfault diagnose --system openclaw --e2e answer'],
    pointers: ['health.plugins.errors of the gateway', 'openclaw plugins doctor'],
  },
  {
    ...OPENCLAW,
    id: 'openclaw.backend-missing',
    title: 'The program of a CLI backend is not there for the gateway',
    outage: true,
    symptoms:
      '"CLI backend executable could not be resolved"; the program runs in a shell, whose PATH is another one.',
    cause: 'The CLI backend {runtime} runs {program}, which the gateway does not find on its PATH.',
    signs: { 'cli-status.backend-not-found': 'confirmed', 'error-log.backend-missing': 'likely' },
    unless: ['cli-status.harness-unowned'],
    remedy: remedy(
      'Install it, or put its directory on the PATH of the service and restart the gateway.',
      look('see where it is for this user', 'which', '{program}'),
      restartGateway,
      proveAnswer,
    ),
    verify: ['firstfault diagnose --system openclaw --e2e answer'],
    pointers: ['Environment=PATH of the service'],
  },
  {
    ...OPENCLAW,
    id: 'openclaw.key-refused',
    title: 'The provider refuses the key, and the gateway then holds it back',
    outage: true,
    symptoms:
      'Turns fail with 401, 402 or 403; after that with "temporarily disabled", without any request to the provider.',
    cause:
      'The key or sign-in of {provider} expired, was revoked, or has no credit. Each refusal puts the key into a cooldown, so that a test right after the mending fails too.',
    signs: {
      'error-log.auth-failed': 'confirmed',
      'error-log.quota-exhausted': 'confirmed',
      'error-log.key-cooldown': 'likely',
    },
    probes: ['model-api/cooldown'],
    remedy: remedy(
      'Renew the key or the credit, wait for the end of the cooldown, then try one turn.',
      seeModels,
      loginAgain,
      proveAnswer,
    ),
    verify: ['firstfault diagnose --system openclaw --e2e answer'],
    pointers: ['models.providers in openclaw.json', 'openclaw models auth list'],
  },
  {
    ...OPENCLAW,
    id: 'openclaw.provider-trouble',
    title: 'The provider is overloaded, limits the rate, or cannot be reached',
    outage: true,
    symptoms:
      'Answers take a minute and then fail; "gateway timeout" in the command line while the gateway goes on trying.',
    cause:
      '{provider} fails in a way that may pass; the gateway repeats the request for 60 to 90 s before it gives up.',
    signs: {
      'error-log.rate-limited': 'confirmed',
      'error-log.provider-overloaded': 'confirmed',
      'error-log.provider-error': 'confirmed',
      'error-log.provider-unreachable': 'confirmed',
      'error-log.model-timeout': 'likely',
      'stdout-flow.retry-storm': 'likely',
    },
    probes: ['model-api/providers'],
    remedy: remedy(
      'Wait for the provider, or add a fallback model of another provider (openclaw models fallbacks add).',
      seeModels,
    ),
    verify: ['firstfault diagnose --system openclaw --only error-log,model-api'],
    pointers: ['agents.defaults.model.fallbacks in openclaw.json'],
  },
  {
    ...OPENCLAW,
    id: 'openclaw.will-not-restart',
    title: 'It works now and will not survive a restart',
    outage: false,
    symptoms: 'The gateway answers; every openclaw command fails with a JSON5 or configuration error.',
    cause:
      'The configuration on disk is not valid. The running gateway ignored the edit and serves on with the old one.',
    signs: {
      'process.config-invalid': 'confirmed',
      'process.config-missing': 'confirmed',
      'error-log.config-ignored': 'confirmed',
    },
    unless: ['process.not-running', 'process.start-refused', 'process.config-refused'],
    remedy: remedy('Mend the file before the next restart.', validateConfig),
    verify: ['firstfault diagnose --system openclaw --only process,error-log'],
    pointers: ['openclaw.json.last-good'],
  },
  {
    ...OPENCLAW,
    id: 'openclaw.start-refused',
    title: 'The gateway refuses to start',
    outage: true,
    symptoms:
      'Exit code 78 or 1; "Invalid config", "startup migrations did not complete", or "another gateway instance is already listening".',
    cause:
      'Its configuration is not valid, its state cannot be migrated, or its port is taken (also by a server that is no gateway).',
    signs: {
      'process.start-refused': 'confirmed',
      'process.config-refused': 'confirmed',
      'process.config-invalid': 'possible',
      'error-log.migration-refused': 'likely',
      'error-log.start-failed': 'likely',
    },
    probes: ['error-log/gateway'],
    remedy: remedy('Mend what it says, then start it.', validateConfig, startGateway),
    verify: ['firstfault diagnose --system openclaw'],
    pointers: ['gateway_boot_lifecycle in state/openclaw.sqlite'],
  },
  {
    ...OPENCLAW,
    id: 'openclaw.port-taken',
    title: 'Somebody else listens on the port of the gateway',
    outage: true,
    symptoms:
      '"gateway rejected websocket upgrade (HTTP 404)"; a start takes 22 s and ends with "another gateway instance is already listening".',
    cause: 'Another server, or an older instance that did not end, holds port {port}.',
    signs: {
      'process.port-foreign': 'confirmed',
      'process.orphan-instance': 'confirmed',
      'cli-status.foreign': 'likely',
    },
    remedy: remedy(
      'See who it is, stop it or move it, then start the gateway.',
      look('see who it is', 'ps', '-p', '{pid}', '-o', 'pid,ppid,user,lstart,command'),
      startGateway,
    ),
    verify: ['firstfault diagnose --system openclaw --only process,cli-status'],
    pointers: [],
  },
  {
    ...OPENCLAW,
    id: 'openclaw.frozen',
    title: 'The gateway holds its port and does not answer',
    outage: true,
    symptoms:
      'Connections are taken and nothing comes back; the process is stopped or its event loop is blocked.',
    cause: 'The process was stopped by a signal or debugger, or heavy work blocks it.',
    signs: {
      'process.frozen': 'confirmed',
      'cli-status.silent': 'likely',
      'error-log.event-loop-blocked': 'possible',
    },
    remedy: remedy(
      'See its state before it is restarted.',
      look('see its state', 'ps', '-p', '{pid}', '-o', 'pid,stat,command'),
      restartGateway,
    ),
    verify: ['firstfault diagnose --system openclaw --only process,cli-status'],
    pointers: [],
  },
  {
    ...OPENCLAW,
    id: 'openclaw.token-drift',
    title: 'The configuration has another token than the running gateway',
    outage: true,
    symptoms:
      '"unauthorized: gateway token mismatch", later only timeouts, because refusals are delayed more and more.',
    cause: 'The token was changed after the start, or the gateway got another one from its environment.',
    signs: { 'cli-status.token-mismatch': 'confirmed' },
    remedy: remedy(
      'Restart the gateway so that it reads the new token, or put the old one back.',
      restartGateway,
    ),
    verify: ['firstfault diagnose --system openclaw --only cli-status'],
    pointers: ['gateway.auth.token in openclaw.json', 'OPENCLAW_GATEWAY_TOKEN'],
  },
  {
    ...OPENCLAW,
    id: 'openclaw.damaged-session',
    title: 'A damaged conversation blocks its session, and the next start',
    outage: true,
    symptoms: 'One chat fails at once with "… in JSON at position …", others work.',
    cause: 'A row of the transcript of {session} holds no valid record.',
    signs: { 'session-transcript.row-invalid': 'confirmed', 'error-log.transcript-damaged': 'likely' },
    probes: ['session-transcript/sessions'],
    remedy: remedy(
      'Keep a copy of the database, then delete or archive the session while the gateway runs.',
      look('list the sessions', 'openclaw', 'sessions', 'list'),
    ),
    verify: ['firstfault diagnose --system openclaw --only error-log,session-transcript'],
    pointers: ['agents/<id>/agent/openclaw-agent.sqlite'],
  },
  {
    ...OPENCLAW,
    id: 'openclaw.crash-loop',
    title: 'The gateway crashes again and again',
    outage: true,
    symptoms: 'It comes up for moments; channels connect and drop; the service manager counts its starts.',
    cause:
      'Each start ends before it is of use. After three within five minutes the next one keeps the channels down.',
    signs: { 'process.crash-loop': 'confirmed', 'process.crash-burst': 'likely' },
    unless: ['process.config-refused', 'process.start-refused'],
    probes: ['error-log/gateway'],
    remedy: remedy('Find what ends it before it is started again.', seeErrors, validateConfig, startGateway),
    verify: ['firstfault diagnose --system openclaw --only process,error-log'],
    pointers: ['gateway_boot_lifecycle in state/openclaw.sqlite'],
  },
  {
    ...OPENCLAW,
    id: 'openclaw.stopped',
    title: 'The gateway does not run',
    outage: true,
    symptoms: 'Connection refused; no channel answers.',
    cause: 'It was stopped, killed, or never started ({state}).',
    signs: {
      'process.not-running': 'likely',
      'process.start-limit': 'likely',
      'process.service-disabled': 'likely',
      'process.service-missing': 'likely',
      'process.service-masked': 'likely',
    },
    unless: ['process.port-foreign', 'process.start-refused', 'process.config-invalid'],
    remedy: remedy(
      'Start it.',
      startGateway,
      look('walk again until it is up', 'firstfault', 'diagnose', '--system', 'openclaw', '--wait', '60s'),
    ),
    verify: ['firstfault diagnose --system openclaw'],
    pointers: ['gateway_boot_lifecycle in state/openclaw.sqlite'],
  },
]
