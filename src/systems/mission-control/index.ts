import { missionControlGateways } from '../../../checks/cli-status/mission-control-gateways.ts'
import { missionControlHealth } from '../../../checks/cli-status/mission-control-health.ts'
import { missionControlRequests } from '../../../checks/cli-status/mission-control-requests.ts'
import { missionControlAgents } from '../../../checks/e2e-queue/mission-control-agents.ts'
import { missionControlErrors } from '../../../checks/error-log/mission-control-errors.ts'
import { missionControlProviders } from '../../../checks/model-api/mission-control-providers.ts'
import { missionControlApi } from '../../../checks/process/mission-control-api.ts'
import { missionControlWorker } from '../../../checks/process/mission-control-worker.ts'
import { missionControlServer } from '../../../checks/redis/mission-control-server.ts'
import { missionControlTasks } from '../../../checks/redis/mission-control-tasks.ts'
import { missionControlSessions } from '../../../checks/session-transcript/mission-control-sessions.ts'
import { missionControlLifecycle } from '../../../checks/stdout-flow/mission-control-lifecycle.ts'
import { missionControlDatabase } from '../../../checks/substrate/mission-control-database.ts'
import { missionControlSameQueue } from '../../../checks/substrate/mission-control-same-queue.ts'
import { missionControlStores } from '../../../checks/substrate/mission-control-stores.ts'
import type { Layers } from '../../core/layer.ts'
import { defineSystem } from '../system.ts'
import { checkouts, detect } from './detect.ts'
import { matchText } from './match-text.ts'
import { missionControlProbes } from './probes.ts'
import { missionControlReview } from './review.ts'
import { type MissionControlSettings, missionControlDefaults, missionControlSettings } from './settings.ts'
import { missionControlWatch } from './watch.ts'

/** OpenClaw Mission Control: an API and one worker that provision agents on OpenClaw gateways and wake them. */
export const missionControl = defineSystem<MissionControlSettings>({
  id: 'mission-control',
  title: 'OpenClaw Mission Control',
  schema: missionControlSettings,
  defaults: (host) => ({ ...missionControlDefaults(host) }),
  looksFor: checkouts('~'),
  detect: (host) => detect(host),
  e2e: 'none',
  version: async () => null,
  layers,
  review: missionControlReview,
  monitor: missionControlWatch,
  matchText,
  forbidden: [
    {
      probe: "any request with an agent's X-Agent-Token",
      why: 'it counts as a check-in and hides the fault',
    },
    { probe: 'GET /api/v1/gateways/status?board_id=', why: "it changes the gateway's main session" },
    {
      probe: 'GET /api/v1/gateways/status?gateway_url=&gateway_token=',
      why: "it puts the gateway's token into the access log",
    },
    { probe: 'GET /api/v1/gateways', why: "it gives the gateways' tokens in plain text" },
    { probe: 'POST, PATCH, PUT or DELETE', why: 'each of them writes, most of them wake an agent' },
    { probe: "the first request with an operator's token", why: 'it creates an organisation' },
  ],
})

function layers(settings: MissionControlSettings): Layers {
  const probes = missionControlProbes(settings)
  return {
    substrate: {
      title: 'PostgreSQL and Redis',
      checks: [
        missionControlDatabase(settings, probes),
        missionControlStores(settings, probes),
        missionControlSameQueue(settings, probes),
      ],
    },
    process: {
      title: 'API and worker',
      checks: [missionControlApi(settings, probes), missionControlWorker(settings, probes)],
    },
    'cli-status': {
      title: 'API and gateway links',
      checks: [
        missionControlHealth(settings),
        missionControlRequests(settings, probes),
        missionControlGateways(settings, probes),
      ],
    },
    'error-log': { title: 'Logs of API and worker', checks: missionControlErrors(settings, probes) },
    'stdout-flow': { title: 'Lifecycle in the logs', checks: [missionControlLifecycle(settings, probes)] },
    'e2e-queue': { title: 'Provision, wake, check-in', checks: [missionControlAgents(settings, probes)] },
    'session-transcript': {
      title: 'Sessions of the agents',
      checks: [missionControlSessions(settings, probes)],
    },
    otel: { title: 'Telemetry', absent: 'not-in-system', detail: 'Mission Control writes no telemetry' },
    'model-api': {
      title: "Model providers of the agents' gateway",
      checks: [missionControlProviders(settings)],
    },
    redis: {
      title: 'Queue in Redis',
      checks: [missionControlServer(settings, probes), missionControlTasks(settings, probes)],
    },
  }
}
