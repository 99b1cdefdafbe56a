import * as z from 'zod'

const handle = z.string().min(1).max(40)
const common = {
  schema_version: z.literal(1).default(1),
  protocol_version: z.literal('v1').default('v1'),
  pid: z.number().int().positive(),
  host: z.enum(['127.0.0.1', '0.0.0.0']),
  port: z.number().int().min(1).max(65_535),
  managed_agent_instance_epoch: z.number().int().min(1),
  managed_agent_instance_id: z.string().nullable().default(null),
}

/** `<G>/run/current-instance.json`, schema 1: the live process, its listener and its tmux handle. As strict as
 *  Houmao: a file that breaks a rule counts there as absent. */
export const instanceSchema = z.discriminatedUnion('execution_mode', [
  z.strictObject({
    ...common,
    execution_mode: z.literal('detached_process'),
    tmux_window_id: z.null().default(null),
    tmux_window_index: z.null().default(null),
    tmux_pane_id: z.null().default(null),
  }),
  z.strictObject({
    ...common,
    execution_mode: z.literal('tmux_auxiliary_window'),
    tmux_window_id: handle,
    tmux_window_index: handle.refine((index) => index !== '0', 'it names window 0, which is the agent'),
    tmux_pane_id: handle,
  }),
])

export type Instance = z.infer<typeof instanceSchema>
export type AuxiliaryInstance = Extract<Instance, { execution_mode: 'tmux_auxiliary_window' }>
