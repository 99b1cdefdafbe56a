import * as z from 'zod'

const time = z.number().finite().nullable()
const text = z.string().nullable()

const row = z.object({
  id: z.string().max(64),
  name: z
    .string()
    .nullable()
    .transform((name) => name ?? 'unnamed'),
  board_id: text,
  gateway_id: text,
  status: z
    .string()
    .nullable()
    .transform((status) => status ?? ''),
  is_board_lead: z.boolean().nullable(),
  last_seen_at: time,
  last_wake_sent_at: time,
  checkin_deadline_at: time,
  updated_at: time,
  wake_attempts: z.number().int().nullable(),
  lifecycle_generation: z.number().int().nullable(),
  last_provision_error: text,
  provision_action: text,
  every: text,
  agent_token_hash: text,
  gateway_url: text,
  workspace_root: text,
  has_gateway: z.boolean(),
})

/** An agent as the database keeps it. Times are epoch ms. */
export interface Agent {
  readonly id: string
  readonly name: string
  readonly gatewayId: string | null
  readonly boardId: string | null
  /** The main agent of its gateway: it belongs to no board. */
  readonly main: boolean
  readonly lead: boolean
  /** provisioning, updating, online, offline, or what a heartbeat said. */
  readonly status: string
  readonly seenAt: number | null
  readonly wokenAt: number | null
  readonly deadlineAt: number | null
  readonly updatedAt: number | null
  readonly attempts: number
  readonly generation: number
  readonly error: string | null
  /** Between two heartbeats, ms. */
  readonly everyMs: number
  readonly tokenHash: string | null
  /** '' where its gateway has none. */
  readonly gatewayUrl: string
  readonly hasGateway: boolean
  readonly workspaceRoot: string | null
}

/** An agent from a row of `AGENTS_QUERY`; null for a row that is something else. */
export function agentOf(given: unknown): Agent | null {
  const parsed = row.safeParse(given)
  if (!parsed.success) return null
  const { data } = parsed
  return {
    id: data.id,
    name: data.name,
    gatewayId: data.gateway_id,
    boardId: data.board_id,
    main: data.board_id === null,
    lead: data.is_board_lead ?? false,
    status: data.status,
    seenAt: data.last_seen_at,
    wokenAt: data.last_wake_sent_at,
    deadlineAt: data.checkin_deadline_at,
    updatedAt: data.updated_at,
    attempts: data.wake_attempts ?? 0,
    generation: data.lifecycle_generation ?? 0,
    error: data.last_provision_error?.trim() || null,
    everyMs: intervalOf(data.every),
    tokenHash: data.agent_token_hash,
    gatewayUrl: data.gateway_url?.trim() ?? '',
    hasGateway: data.has_gateway,
    workspaceRoot: data.workspace_root,
  }
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `10m`, `90s`, `1h` as ms; ten minutes, Mission Control's default, for what is neither. */
export function intervalOf(text: string | null): number {
  const parts = /^(\d{1,6})(s|m|h|d)$/.exec(text ?? '')
  const interval = Number(parts?.[1]) * (UNITS[parts?.[2] ?? ''] ?? Number.NaN)
  return interval > 0 ? interval : 600_000
}

/** What OpenClaw calls the agent; its sessions are `agent:<this>:main`. */
export function openclawIdOf({ main, lead, id, gatewayId, boardId }: Agent): string {
  if (main) return `mc-gateway-${gatewayId}`
  return lead ? `lead-${boardId}` : `mc-${id}`
}

/** Where OpenClaw keeps the agent's files, below the gateway's workspace root. */
export function workspaceOf(agent: Agent): string | null {
  const { main, gatewayId, workspaceRoot } = agent
  if (!workspaceRoot) return null
  return `${workspaceRoot}/workspace-${main ? `gateway-${gatewayId}` : openclawIdOf(agent)}`
}
