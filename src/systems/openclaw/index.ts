import { backendCheck } from '../../../checks/cli-status/openclaw-backend.ts'
import { channelsCheck } from '../../../checks/cli-status/openclaw-channels.ts'
import { harnessCheck } from '../../../checks/cli-status/openclaw-harness.ts'
import { lateHarnessCheck } from '../../../checks/cli-status/openclaw-late-harness.ts'
import { queuesCheck } from '../../../checks/cli-status/openclaw-queues.ts'
import { readyCheck } from '../../../checks/cli-status/openclaw-ready.ts'
import { rpcCheck } from '../../../checks/cli-status/openclaw-rpc.ts'
import { silenceCheck } from '../../../checks/cli-status/openclaw-silence.ts'
import { turnCheck } from '../../../checks/e2e-queue/openclaw-turn.ts'
import { logRulesCheck } from '../../../checks/error-log/openclaw-log.ts'
import { turnErrorsCheck } from '../../../checks/error-log/openclaw-turns.ts'
import { cooldownCheck } from '../../../checks/model-api/openclaw-cooldown.ts'
import { providersCheck } from '../../../checks/model-api/openclaw-providers.ts'
import { exporterCheck } from '../../../checks/otel/openclaw-exporter.ts'
import { bootsCheck } from '../../../checks/process/openclaw-boots.ts'
import { configCheck } from '../../../checks/process/openclaw-config.ts'
import { containerCheck } from '../../../checks/process/openclaw-container.ts'
import { instanceCheck } from '../../../checks/process/openclaw-instance.ts'
import { portCheck } from '../../../checks/process/openclaw-port.ts'
import { serviceCheck } from '../../../checks/process/openclaw-service.ts'
import { startCheck } from '../../../checks/process/openclaw-start.ts'
import { heldCheck } from '../../../checks/session-transcript/openclaw-held.ts'
import { sessionsCheck } from '../../../checks/session-transcript/openclaw-sessions.ts'
import { bootPhasesCheck } from '../../../checks/stdout-flow/openclaw-boot.ts'
import { deliveryCheck } from '../../../checks/stdout-flow/openclaw-delivery.ts'
import { inboundCheck } from '../../../checks/stdout-flow/openclaw-inbound.ts'
import { lanesCheck } from '../../../checks/stdout-flow/openclaw-lanes.ts'
import { turnFlowCheck } from '../../../checks/stdout-flow/openclaw-turns.ts'
import { containerStateCheck } from '../../../checks/substrate/openclaw-container-state.ts'
import { engineCheck } from '../../../checks/substrate/openclaw-engine.ts'
import { lingerCheck } from '../../../checks/substrate/openclaw-linger.ts'
import { runtimeCheck } from '../../../checks/substrate/openclaw-runtime.ts'
import { stateDirCheck } from '../../../checks/substrate/openclaw-state.ts'
import type { Layers } from '../../core/layer.ts'
import { defineSystem } from '../system.ts'
import { openclawCommands } from './commands.ts'
import { detectOpenclaw } from './detect.ts'
import { flowProbes } from './flow-probes.ts'
import { matchText } from './match-text.ts'
import { openclawProbes } from './probes.ts'
import { openclawReview } from './review.ts'
import { type OpenclawSettings, openclawDefaults, openclawSettings } from './settings.ts'
import { readVersion } from './version.ts'
import { openclawWatch } from './watch.ts'

/** The OpenClaw gateway: a Node process that runs agents for chat channels, with its state in SQLite. */
export const openclaw = defineSystem<OpenclawSettings>({
  id: 'openclaw',
  title: 'OpenClaw gateway',
  schema: openclawSettings,
  defaults: (host) => ({ ...openclawDefaults(host) }),
  looksFor: [
    '~/.openclaw',
    '~/.openclaw-<profile>',
    'OPENCLAW_STATE_DIR',
    'containers of Docker and Podman that run an OpenClaw image',
  ],
  detect: detectOpenclaw,
  e2e: 'none',
  version: readVersion,
  review: openclawReview,
  monitor: openclawWatch,
  matchText,
  aim: openclawCommands,
  layers,
  forbidden: [
    { probe: 'openclaw doctor --fix', why: 'it changes the configuration and the state' },
    { probe: 'openclaw doctor --non-interactive', why: 'it may apply migrations' },
    { probe: 'openclaw gateway run --force', why: 'it kills whoever listens on the port' },
    { probe: 'openclaw gateway restart', why: 'running turns are lost' },
    { probe: 'docker exec, podman exec', why: "it starts a process in the gateway's container" },
    { probe: 'any openclaw command', why: "it writes into the gateway's own log" },
    { probe: 'channels.status with probe: true', why: 'it calls the chat services' },
    { probe: 'config.get', why: 'its answer holds the secrets of the configuration' },
  ],
})

function layers(settings: OpenclawSettings): Layers {
  const { container } = settings
  const probes = openclawProbes(settings)
  const flow = flowProbes(settings, probes)
  return {
    substrate: {
      title: container ? 'Container runtime and state' : 'State directory and Node',
      checks: container
        ? [engineCheck(settings, container, probes), containerStateCheck(settings, probes)]
        : [stateDirCheck(settings), runtimeCheck(probes), lingerCheck(probes)],
    },
    process: {
      title: container ? `Container ${container.name}` : 'Service and gateway process',
      checks: [
        ...(container
          ? [containerCheck(settings, container, probes)]
          : [
              startCheck(settings, probes),
              serviceCheck(settings, probes),
              instanceCheck(probes),
              portCheck(settings, probes),
            ]),
        bootsCheck(settings, probes),
        configCheck(settings, probes),
      ],
    },
    'cli-status': {
      title: 'Status, token, harnesses, channels',
      checks: [
        readyCheck(settings, probes),
        rpcCheck(settings, probes),
        harnessCheck(settings, probes),
        backendCheck(probes, settings.thresholds.rpcMs),
        lateHarnessCheck(probes),
        channelsCheck(probes),
        silenceCheck(probes, flow),
        queuesCheck(probes),
      ],
    },
    'error-log': {
      title: 'Errors of turns and gateway',
      checks: [turnErrorsCheck(settings, probes), logRulesCheck(probes)],
    },
    'stdout-flow': {
      title: 'Messages, turns, answers, start',
      checks: [
        inboundCheck(settings, probes, flow),
        turnFlowCheck(settings, probes),
        lanesCheck(probes),
        deliveryCheck(settings, probes, flow),
        bootPhasesCheck(settings, probes),
      ],
    },
    'e2e-queue': { title: 'End-to-end turn', checks: [turnCheck(settings, probes)] },
    'session-transcript': {
      title: 'Session transcripts',
      checks: [sessionsCheck(settings, probes), heldCheck(settings, probes)],
    },
    otel: { title: 'Telemetry', checks: [exporterCheck(settings, probes)] },
    'model-api': {
      title: 'Model providers',
      checks: [providersCheck(settings, probes), cooldownCheck(probes)],
    },
    redis: { title: 'Redis', absent: 'not-in-system', detail: 'OpenClaw uses no Redis' },
  }
}
