import { houmaoHealth } from '../../../checks/cli-status/houmao-health.ts'
import { houmaoProxy } from '../../../checks/cli-status/houmao-proxy.ts'
import { houmaoState } from '../../../checks/cli-status/houmao-state.ts'
import { houmaoStatus } from '../../../checks/cli-status/houmao-status.ts'
import { houmaoPrompt } from '../../../checks/e2e-queue/houmao-prompt.ts'
import { houmaoDiagnostics } from '../../../checks/error-log/houmao-diagnostics.ts'
import { houmaoErrors } from '../../../checks/error-log/houmao-errors.ts'
import { houmaoProvider } from '../../../checks/model-api/houmao-provider.ts'
import { houmaoAttachment } from '../../../checks/process/houmao-attachment.ts'
import { houmaoHandle } from '../../../checks/process/houmao-handle.ts'
import { houmaoSidecar } from '../../../checks/process/houmao-sidecar.ts'
import { houmaoTurns } from '../../../checks/session-transcript/houmao-turns.ts'
import { houmaoNotifier } from '../../../checks/stdout-flow/houmao-notifier.ts'
import { houmaoRequests } from '../../../checks/stdout-flow/houmao-requests.ts'
import { houmaoAuthority } from '../../../checks/substrate/houmao-authority.ts'
import { houmaoMetadata } from '../../../checks/substrate/houmao-metadata.ts'
import { houmaoRoot } from '../../../checks/substrate/houmao-root.ts'
import { houmaoSession } from '../../../checks/substrate/houmao-session.ts'
import type { Layers } from '../../core/layer.ts'
import { defineSystem } from '../system.ts'
import { detectHoumao } from './detect.ts'
import { matchText } from './match-text.ts'
import { houmaoProbes } from './probes.ts'
import { houmaoReview } from './review.ts'
import { type HoumaoSettings, houmaoDefaults, houmaoSettings } from './settings.ts'
import { houmaoVersion } from './version.ts'
import { HOUMAO_WATCH } from './watch.ts'

/** A Houmao gateway: an agent in window 0 of a tmux session, and a small HTTP process beside it. */
export const houmao = defineSystem<HoumaoSettings>({
  id: 'houmao',
  title: 'Houmao gateway',
  schema: houmaoSettings,
  defaults: (host) => ({ ...houmaoDefaults(host) }),
  looksFor: [
    'live_agents/*/record.json of the Houmao registry',
    '.houmao/runtime of this project',
    'the current tmux session',
  ],
  detect: detectHoumao,
  e2e: 'none',
  version: (_, host) => houmaoVersion(host),
  layers,
  review: houmaoReview,
  monitor: () => HOUMAO_WATCH,
  matchText,
  forbidden: [
    {
      probe: 'houmao-mgr … about a local agent, status included',
      why: 'it resumes the session first: it rewrites manifest, registry record, tmux environment and state',
    },
    {
      probe: 'houmao-mgr … gateway attach, detach, interrupt',
      why: 'a failure cleans up: it removes the live files and may kill the recorded window',
    },
    {
      probe: 'GET /v1/status and /v1/control/headless/state without --e2e answer',
      why: 'they rewrite state.json and the run files, whose times are evidence',
    },
    { probe: 'tmux has-session -t NAME without =', why: 'it takes any session whose name begins so' },
  ],
})

function layers(settings: HoumaoSettings): Layers {
  const probes = houmaoProbes(settings)
  const none = (detail: string) => ({ absent: 'not-in-system', detail }) as const
  return {
    substrate: {
      title: 'tmux session and agent metadata',
      checks: [
        houmaoSession(settings, probes),
        houmaoMetadata(settings, probes),
        houmaoRoot(settings, probes),
        houmaoAuthority(settings, probes),
      ],
    },
    process: {
      title: 'Gateway process',
      checks: [
        houmaoAttachment(settings, probes),
        houmaoHandle(settings, probes),
        houmaoSidecar(settings, probes),
      ],
    },
    'cli-status': {
      title: 'Gateway health and status',
      checks: [
        houmaoHealth(settings, probes),
        houmaoState(settings, probes),
        houmaoStatus(settings, probes),
        houmaoProxy(settings, probes),
      ],
    },
    'error-log': {
      title: 'gateway.log',
      checks: [houmaoErrors(settings, probes), houmaoDiagnostics(settings, probes)],
    },
    'stdout-flow': {
      title: 'Requests and notices',
      checks: [houmaoRequests(settings, probes), houmaoNotifier(settings, probes)],
    },
    'e2e-queue': { title: 'End-to-end test', checks: [houmaoPrompt(settings, probes)] },
    'session-transcript': { title: 'Headless turns', checks: [houmaoTurns(probes)] },
    otel: { title: 'Telemetry', ...none('Houmao has no telemetry of its own') },
    'model-api': { title: 'Model API', checks: [houmaoProvider(settings, probes)] },
    redis: { title: 'Redis', ...none('Houmao uses no Redis') },
  }
}
