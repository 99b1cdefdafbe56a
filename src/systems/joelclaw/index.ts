import { joelclawChannelHealing } from '../../../checks/cli-status/joelclaw-channel-healing.ts'
import { joelclawChannelHealth } from '../../../checks/cli-status/joelclaw-channel-health.ts'
import { joelclawClaims } from '../../../checks/cli-status/joelclaw-claims.ts'
import { joelclawCli } from '../../../checks/cli-status/joelclaw-cli.ts'
import { joelclawFallback } from '../../../checks/cli-status/joelclaw-fallback.ts'
import { joelclawGuardrails } from '../../../checks/cli-status/joelclaw-guardrails.ts'
import { joelclawHealth } from '../../../checks/cli-status/joelclaw-health.ts'
import { joelclawInterruptibility } from '../../../checks/cli-status/joelclaw-interruptibility.ts'
import { joelclawMode } from '../../../checks/cli-status/joelclaw-mode.ts'
import { joelclawModel } from '../../../checks/cli-status/joelclaw-model.ts'
import { joelclawOperatorTracing } from '../../../checks/cli-status/joelclaw-operator-tracing.ts'
import { joelclawPending } from '../../../checks/cli-status/joelclaw-pending.ts'
import { joelclawRegistration } from '../../../checks/cli-status/joelclaw-registration.ts'
import { joelclawRuntime } from '../../../checks/cli-status/joelclaw-runtime.ts'
import { joelclawSession } from '../../../checks/cli-status/joelclaw-session.ts'
import { joelclawSessionPressure } from '../../../checks/cli-status/joelclaw-session-pressure.ts'
import { joelclawTripwire } from '../../../checks/cli-status/joelclaw-tripwire.ts'
import { joelclawTurn } from '../../../checks/cli-status/joelclaw-turn.ts'
import { joelclawDelivery } from '../../../checks/e2e-queue/joelclaw-delivery.ts'
import { joelclawErrors } from '../../../checks/error-log/joelclaw-errors.ts'
import { joelclawCredentials } from '../../../checks/model-api/joelclaw-credentials.ts'
import { joelclawProvider } from '../../../checks/model-api/joelclaw-provider.ts'
import { joelclawChannelEvents } from '../../../checks/otel/joelclaw-channel-events.ts'
import { joelclawDedupEvents, joelclawForwardEvents } from '../../../checks/otel/joelclaw-message-events.ts'
import {
  joelclawAlertEvents,
  joelclawDriftEvents,
  joelclawFallbackEvents,
  joelclawPromptEvents,
} from '../../../checks/otel/joelclaw-model-events.ts'
import { joelclawSevere } from '../../../checks/otel/joelclaw-severe.ts'
import { joelclawStore } from '../../../checks/otel/joelclaw-store.ts'
import { joelclawPollingEvents, joelclawRedisEvents } from '../../../checks/otel/joelclaw-transport-events.ts'
import { joelclawDaemon } from '../../../checks/process/joelclaw-daemon.ts'
import { joelclawPidFile } from '../../../checks/process/joelclaw-pid-file.ts'
import { joelclawPort } from '../../../checks/process/joelclaw-port.ts'
import { joelclawRestarts } from '../../../checks/process/joelclaw-restarts.ts'
import { joelclawService } from '../../../checks/process/joelclaw-service.ts'
import { joelclawSessionFile } from '../../../checks/process/joelclaw-session-file.ts'
import { joelclawWorkingDir } from '../../../checks/process/joelclaw-working-dir.ts'
import { joelclawBacklog } from '../../../checks/redis/joelclaw-backlog.ts'
import { joelclawConfig } from '../../../checks/redis/joelclaw-config.ts'
import { joelclawEvents } from '../../../checks/redis/joelclaw-events.ts'
import { joelclawKeys } from '../../../checks/redis/joelclaw-keys.ts'
import { joelclawServer } from '../../../checks/redis/joelclaw-server.ts'
import { answered } from '../../../checks/session-transcript/answered.ts'
import { contextUse } from '../../../checks/session-transcript/context.ts'
import { endings } from '../../../checks/session-transcript/endings.ts'
import { errors } from '../../../checks/session-transcript/errors.ts'
import { joelclawFile } from '../../../checks/session-transcript/joelclaw-file.ts'
import { turnTimes } from '../../../checks/session-transcript/turn-times.ts'
import { joelclawDrops } from '../../../checks/stdout-flow/joelclaw-drops.ts'
import { joelclawMessages } from '../../../checks/stdout-flow/joelclaw-messages.ts'
import { joelclawRuns } from '../../../checks/stdout-flow/joelclaw-runs.ts'
import { joelclawFlowState } from '../../../checks/stdout-flow/joelclaw-state.ts'
import { joelclawColima } from '../../../checks/substrate/joelclaw-colima.ts'
import { joelclawKubernetes } from '../../../checks/substrate/joelclaw-kubernetes.ts'
import { joelclawListeners } from '../../../checks/substrate/joelclaw-listeners.ts'
import type { Layers } from '../../core/layer.ts'
import { defineSystem } from '../system.ts'
import { matchText } from './match-text.ts'
import { joelclawProbes } from './probes.ts'
import { joelclawReview } from './review.ts'
import { type JoelclawSettings, joelclawDefaults, joelclawSettings } from './settings.ts'
import { joelclawVersion } from './version.ts'
import { joelclawWatch } from './watch.ts'

/** The joelclaw gateway: an always-on Bun process that embeds a pi session, fed by channels and Redis. */
export const joelclaw = defineSystem<JoelclawSettings>({
  id: 'joelclaw',
  title: 'joelclaw gateway',
  schema: joelclawSettings,
  defaults: (host) => ({ ...joelclawDefaults(host) }),
  looksFor: ['~/.joelclaw', '/tmp/joelclaw'],
  detect: async (host) => {
    const home = host.env.who().home
    for (const path of [...(home ? [`${home}/.joelclaw`] : []), '/tmp/joelclaw']) {
      const stat = await host.files.stat({ path })
      if (stat.ok && stat.kind === 'directory')
        return [{ name: 'joelclaw', because: `${path} exists`, settings: {} }]
    }
    return []
  },
  e2e: 'drain',
  version: joelclawVersion,
  layers,
  review: joelclawReview,
  monitor: joelclawWatch,
  matchText,
  forbidden: [
    {
      probe: 'joelclaw gateway status',
      why: 'it deletes the event lists of dead sessions (SREM and DEL); only `useCli` allows it, and only while there are none',
    },
    { probe: 'joelclaw gateway drain', why: 'it deletes every event list' },
    { probe: 'joelclaw gateway test', why: 'it pushes an event to every session and cannot take it back' },
    { probe: 'joelclaw gateway restart', why: 'it deletes the waiting events' },
  ],
})

function layers(settings: JoelclawSettings): Layers {
  const probes = joelclawProbes(settings)
  return {
    substrate: {
      title: 'Colima and Kubernetes',
      checks: [
        joelclawColima(settings, probes),
        joelclawKubernetes(settings, probes),
        joelclawListeners(settings, probes),
      ],
    },
    process: {
      title: 'launchd and daemon process',
      checks: [
        joelclawWorkingDir(settings, probes),
        joelclawService(settings, probes),
        joelclawDaemon(settings, probes),
        joelclawPidFile(settings, probes),
        joelclawPort(settings, probes),
        joelclawSessionFile(settings, probes),
        joelclawRestarts(settings, probes),
      ],
    },
    'cli-status': {
      title: 'Gateway status',
      checks: [
        joelclawHealth(settings, probes),
        joelclawMode(probes),
        joelclawSession(probes),
        joelclawRegistration(settings, probes),
        joelclawPending(settings, probes),
        joelclawTurn(settings, probes),
        joelclawInterruptibility(settings, probes),
        joelclawSessionPressure(probes),
        joelclawChannelHealth(settings, probes),
        joelclawChannelHealing(probes),
        joelclawOperatorTracing(probes),
        joelclawGuardrails(probes),
        joelclawModel(settings, probes),
        joelclawFallback(probes),
        joelclawRuntime(settings, probes),
        joelclawTripwire(settings, probes),
        joelclawClaims(settings, probes),
        joelclawCli(settings, probes),
      ],
    },
    'error-log': { title: 'Error log', checks: joelclawErrors(settings, probes) },
    'stdout-flow': {
      title: 'Message flow',
      checks: [
        joelclawRuns(settings, probes),
        joelclawMessages(settings, probes),
        joelclawDrops(settings, probes),
        joelclawFlowState(settings, probes),
      ],
    },
    'e2e-queue': { title: 'End-to-end test', checks: [joelclawDelivery(settings, probes)] },
    'session-transcript': {
      title: 'Session transcript',
      checks: [
        joelclawFile(settings, probes),
        answered(probes.transcript, settings.thresholds),
        errors(probes.transcript),
        endings(probes.transcript),
        turnTimes(probes.transcript, settings.thresholds),
        contextUse(probes.transcript, settings.thresholds),
      ],
    },
    otel: {
      title: 'Telemetry',
      checks: [
        joelclawStore(settings, probes),
        joelclawSevere(settings, probes),
        joelclawChannelEvents(settings, probes),
        joelclawPromptEvents(settings, probes),
        joelclawFallbackEvents(settings, probes),
        joelclawDriftEvents(settings, probes),
        joelclawAlertEvents(settings, probes),
        joelclawRedisEvents(settings, probes),
        joelclawPollingEvents(settings, probes),
        joelclawDedupEvents(settings, probes),
        joelclawForwardEvents(settings, probes),
      ],
    },
    'model-api': {
      title: 'Model API',
      checks: [joelclawCredentials(settings, probes), joelclawProvider(settings, probes)],
    },
    redis: {
      title: 'Redis',
      checks: [
        joelclawServer(settings, probes),
        joelclawKeys(settings, probes),
        joelclawEvents(settings, probes),
        joelclawBacklog(settings, probes),
        joelclawConfig(settings, probes),
      ],
    },
  }
}
