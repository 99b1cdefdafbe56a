import { change, look } from '../entry.ts'

/** Sent from a file that only the operator can read (one header line), so that no token stands in a command. */
const HEADER = ['-H', '@auth.header'] as const

/** The operator's checklist, one step each, in its order. */
export const workerRuns = look(
  'see whether the worker runs',
  'firstfault',
  'diagnose',
  '--only',
  'process,redis',
  '--keep-going',
)
export const startContainers = change(
  'start the worker',
  'docker',
  'compose',
  '-f',
  '{compose}',
  'up',
  '-d',
  'webhook-worker',
)
export const startUnit = change('start the worker', 'systemctl', '{scope}', 'restart', '{unit}')
export const syncTemplates = change(
  'write the templates again, with new tokens; without rotate_tokens the sync skips every agent',
  'curl',
  '-sS',
  '-X',
  'POST',
  ...HEADER,
  '{api}/api/v1/gateways/{gateway}/templates/sync?include_main=true&rotate_tokens=true',
)
export const updateAgent = change(
  'update and wake the agent; the file auth.header holds the header line that authorizes the operator',
  'curl',
  '-sS',
  '-X',
  'PATCH',
  ...HEADER,
  '-H',
  'Content-Type: application/json',
  '-d',
  '{}',
  '{api}/api/v1/agents/{agent}?force=true',
)
export const watch = look(
  'wait for its check-in',
  'firstfault',
  'diagnose',
  '--only',
  'stdout-flow,e2e-queue',
  '--keep-going',
  '--wait',
  '120s',
)
export const keepLogs = look(
  'if it still fails, keep what the logs and the database say of it',
  'firstfault',
  'diagnose',
  '--keep-going',
  '--format',
  'json',
  '--out',
  'firstfault-report.json',
)
/** Sync cancels a running chain of retries, so the update comes after it. */
export const recovery = [
  workerRuns,
  startContainers,
  startUnit,
  syncTemplates,
  updateAgent,
  watch,
  keepLogs,
] as const
export const lookAtGateway = look(
  'look at the OpenClaw gateway behind it',
  'firstfault',
  'diagnose',
  '--system',
  'openclaw',
)
export const seeQueue = look(
  'see the delayed tasks',
  'redis-cli',
  '-h',
  '{host}',
  '-p',
  '{port}',
  '-n',
  '{db}',
  'ZRANGE',
  '{queue}:scheduled',
  '0',
  '9',
  'WITHSCORES',
)
export const seeLogs = look(
  'read both logs',
  'firstfault',
  'diagnose',
  '--only',
  'error-log,stdout-flow',
  '--keep-going',
)
