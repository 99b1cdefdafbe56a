import * as z from 'zod'

/** `<G>/state.json`, schema 1, which is also the body of `GET /v1/status`. Its mtime is the worker's heartbeat. */
export const stateSchema = z.looseObject({
  schema_version: z.literal(1).default(1),
  attach_identity: z.string(),
  tmux_session_name: z.string().nullish(),
  gateway_health: z.enum(['healthy', 'not_attached']),
  managed_agent_connectivity: z.enum(['connected', 'unavailable']),
  managed_agent_recovery: z.enum(['idle', 'awaiting_rebind', 'reconciliation_required']),
  request_admission: z.enum(['open', 'blocked_unavailable', 'blocked_reconciliation']),
  active_execution: z.enum(['idle', 'running']),
  queue_depth: z.number().int().min(0),
  gateway_port: z.number().int().nullish(),
})

export type State = z.infer<typeof stateSchema>

/** `<G>/desired-config.json`, schema 1: what the next attach will ask for. Closed: an unknown key makes the attach
 *  fail. */
export const desiredSchema = z.strictObject({
  schema_version: z.literal(1).default(1),
  desired_host: z.enum(['127.0.0.1', '0.0.0.0']).nullish(),
  desired_port: z.number().int().min(1).max(65_535).nullish(),
  desired_execution_mode: z.enum(['detached_process', 'tmux_auxiliary_window']).default('detached_process'),
  desired_tui_tracking_timings: z.record(z.string(), z.unknown()).nullish(),
  desired_diagnostic_logging: z
    .strictObject({
      enabled: z.boolean().default(false),
      max_bytes: z.number().int().min(1).max(1_073_741_824).optional(),
      backup_count: z.number().int().min(0).max(100).optional(),
    })
    .nullish(),
})

export type Desired = z.infer<typeof desiredSchema>
