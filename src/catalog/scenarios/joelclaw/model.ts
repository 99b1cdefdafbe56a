import { change, look, remedy } from '../../entry.ts'
import type { ScenarioEntry } from '../entry.ts'
import { JOELCLAW, restart, walkAgain } from './shared.ts'

/** The model: its API, its login, and which one really answers. */
export const model: readonly ScenarioEntry[] = [
  {
    ...JOELCLAW,
    id: 'joelclaw.model-timeout',
    title: '2 · The model API is slow or down',
    outage: true,
    probes: ['model-api/provider'],
    symptoms: '"no streaming tokens after 120s", then the fallback is activated.',
    cause:
      'The primary model answers too late or not at all. The fallback takes over by itself and the primary is tried every 10 minutes.',
    signs: {
      'model-api.name-unknown': 'likely',
      'model-api.tls-failed': 'likely',
      'error-log.model-timeout': 'likely',
      'error-log.fallback-activated': 'likely',
      'error-log.provider-overloaded': 'likely',
      'error-log.provider-unreachable': 'likely',
      'stdout-flow.fallback-active': 'likely',
      'cli-status.fallback-active': 'likely',
      'otel.fallback-swapped': 'likely',
      'otel.fallback-probe-failing': 'possible',
      'model-api.unreachable': 'confirmed',
      'model-api.silent': 'confirmed',
      'model-api.overloaded': 'confirmed',
      'model-api.server-error': 'confirmed',
      'model-api.unsteady': 'likely',
    },
    remedy: remedy(
      'Wait for the fallback; if it lasts, look at the provider and consider another primary model.',
      walkAgain,
    ),
    verify: [
      '"[gateway:fallback] recovered to primary" in gateway.log',
      'firstfault diagnose joelclaw --only model-api,stdout-flow',
    ],
    pointers: ['packages/model-fallback/src/controller.ts', 'ADR-0091'],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.auth-expired',
    title: '2a · The provider login expired: alive but mute',
    outage: true,
    probes: ['error-log/file', 'model-api/credentials'],
    symptoms:
      'The gateway looks healthy, events are drained, and no message gets an answer; "Authentication failed" in gateway.err.',
    cause:
      "The OAuth login of the model provider expired or is missing in pi's credentials. Each message fails once and is then dropped as a duplicate, so no backlog shows it.",
    signs: {
      'error-log.quota-exhausted': 'possible',
      'model-api.credentials-unreadable': 'likely',
      'error-log.auth-failed': 'confirmed',
      'error-log.api-key-missing': 'confirmed',
      'model-api.credentials-missing': 'confirmed',
      'model-api.credentials-expired': 'likely',
      'cli-status.session-dead': 'possible',
    },
    remedy: remedy(
      'Log in again with pi (/login), restart the gateway, and prove it with one message. If it fails again, check the plan and quota.',
      change('log in again (type /login)', 'pi'),
      restart,
      look('prove that a message is answered', 'firstfault', 'diagnose', 'joelclaw', '--e2e', 'answer'),
    ),
    verify: ['firstfault diagnose joelclaw --e2e answer'],
    pointers: ['~/.pi/agent/auth.json', 'packages/gateway/src/command-queue.ts'],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.dependency-skew',
    title: "2b · The embedded pi is older than the machine's",
    outage: false,
    symptoms:
      '"pi model not found: openai-codex/gpt-5.4" in the recovery probe although `pi --version` on the machine knows the model.',
    cause:
      'The daemon imports its own pi packages, pinned in packages/gateway/package.json, and they lag behind the pi binary.',
    signs: {
      'error-log.recovery-probe-failed': 'possible',
      'error-log.fallback-unusable': 'possible',
      'error-log.model-not-found': 'confirmed',
      'cli-status.runtime-skew': 'likely',
    },
    remedy: remedy(
      'Raise the pinned pi packages of the gateway, install the workspace again, restart.',
      look("see the machine's version", 'pi', '--version'),
      restart,
    ),
    verify: [
      'no new "pi model not found" in gateway.err',
      'firstfault diagnose joelclaw --only cli-status,error-log',
    ],
    pointers: [
      'packages/gateway/package.json (@mariozechner/pi-ai, @mariozechner/pi-coding-agent)',
      'packages/model-fallback/src/controller.ts',
    ],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.model-drift',
    // A restart would then bring the gateway onto the default model instead of the wanted one.
    unless: ['redis.config-broken', 'redis.model-unknown'],
    title: '2c · The resumed session runs on another model than configured',
    outage: false,
    symptoms:
      'Status looks healthy, but speed and answers do not fit the configured model, also after a restart.',
    cause:
      'A resumed pi session keeps its last model (a fallback or a manual switch), or the gateway was started while Redis was away and took its default.',
    signs: {
      'cli-status.model-drift': 'confirmed',
      'error-log.model-drift': 'likely',
      'otel.model-drift': 'likely',
    },
    remedy: remedy(
      'Restart once with Redis up, so that the session is reconciled to the requested model.',
      restart,
    ),
    verify: ['firstfault diagnose joelclaw --only cli-status'],
    pointers: [
      'joelclaw:gateway:config in Redis',
      'packages/gateway/src/daemon.ts (model reconcile at start)',
    ],
  },
]
