import {
  doctorFix,
  restartGateway,
  startChannel,
  startGateway,
  stopGateway,
} from '../codes/openclaw-steps.ts'
import { look, remedy } from '../entry.ts'
import type { ScenarioEntry } from './entry.ts'

const OPENCLAW = { system: 'openclaw' as const, unless: [], probes: [] }

/** What goes wrong between a channel and the agents of an OpenClaw gateway. */
export const openclawChannelScenarios: readonly ScenarioEntry[] = [
  {
    ...OPENCLAW,
    id: 'openclaw.channel-delivery',
    title: 'The model answers and the channel does not get it',
    outage: true,
    symptoms: 'Runs succeed, no error of a model, status is green; the user sees typing and then nothing.',
    cause: 'The service behind the channel refuses what the gateway sends, or cannot be reached from there.',
    signs: { 'stdout-flow.delivery-failed': 'confirmed', 'stdout-flow.delivery-waiting': 'confirmed' },
    unless: ['cli-status.channel-stopped'],
    probes: ['cli-status/channels'],
    remedy: remedy(
      'Mend what the service complains about: the token of the bot, its rights in the chat, the way to the service.',
      look('see what the channels say', 'openclaw', 'channels', 'status', '--timeout', '5000'),
    ),
    verify: ['firstfault diagnose --system openclaw --only cli-status,stdout-flow'],
    pointers: ['delivery_queue_entries in state/openclaw.sqlite', 'channels.<channel> in openclaw.json'],
  },
  {
    ...OPENCLAW,
    id: 'openclaw.agent-parked',
    title: 'One agent is parked: its database is not admitted',
    outage: true,
    symptoms: 'The gateway runs; every message to one agent is refused, others are answered.',
    cause:
      'At its start the gateway refused the database of the agent: it belongs to another one or cannot be read.',
    signs: { 'cli-status.agent-parked': 'confirmed', 'error-log.agent-parked': 'confirmed' },
    remedy: remedy(
      'Let doctor mend the database while the gateway is stopped.',
      stopGateway,
      doctorFix,
      startGateway,
    ),
    verify: ['firstfault diagnose --system openclaw --only cli-status,error-log'],
    pointers: ['agentDatabases of /readyz', 'agents/<id>/agent/openclaw-agent.sqlite'],
  },
  {
    ...OPENCLAW,
    id: 'openclaw.lock-leaked',
    title: 'A session is locked by a process that has ended',
    outage: true,
    symptoms:
      'Each message to one session waits up to a minute and fails with "session file locked"; others work.',
    cause: 'The process that held the lock was killed; releases before 2026.8 leave the file behind.',
    signs: { 'session-transcript.lock-leaked': 'likely', 'error-log.session-locked': 'likely' },
    probes: ['session-transcript/held'],
    remedy: remedy(
      'Restart the gateway; a lock file that stays is taken away by doctor while it is stopped.',
      restartGateway,
      stopGateway,
      doctorFix,
      startGateway,
    ),
    verify: ['firstfault diagnose --system openclaw --only error-log,session-transcript'],
    pointers: ['agents/<id>/sessions/*.jsonl.lock'],
  },
  {
    ...OPENCLAW,
    id: 'openclaw.channels-suppressed',
    title: 'Green, and no channel is up: the crash-loop breaker',
    outage: true,
    symptoms: 'Status is green; no message comes in from any channel after a row of crashes.',
    cause: 'Three starts within five minutes did not end in order, and the next one left the channels down.',
    signs: { 'error-log.channels-suppressed': 'confirmed', 'process.crash-burst': 'possible' },
    remedy: remedy(
      'Find why it crashed first; the channels come back once five minutes pass without a crash, or one is started by hand.',
      startChannel,
    ),
    verify: ['firstfault diagnose --system openclaw --only process,cli-status,error-log'],
    pointers: ['gateway_boot_lifecycle in state/openclaw.sqlite'],
  },
]
