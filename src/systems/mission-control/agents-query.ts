/** The most agents that one walk judges one by one; the others are counted. */
export const MOST_AGENTS = 500

/** Silence above which an agent is looked at more closely; the API calls it offline then. */
const SILENT = "interval '10 minutes'"

/** Columns are `timestamp` without zone and hold UTC: the epoch of such a value takes it for UTC, whatever the
 *  session's zone is. Milliseconds. */
const ms = (column: string): string => `(extract(epoch FROM a.${column}) * 1000)::float8 AS ${column}`

const NOW = "(now() AT TIME ZONE 'UTC')"

/** An agent that has checked in since its last wake, and lately. */
const HEALTHY = `(
  a.last_seen_at IS NOT NULL
  AND a.last_seen_at > ${NOW} - ${SILENT}
  AND (a.last_wake_sent_at IS NULL OR a.last_seen_at >= a.last_wake_sent_at)
  AND a.wake_attempts = 0 AND a.checkin_deadline_at IS NULL
  AND a.status NOT IN ('provisioning', 'updating')
)`

/** How many agents there are, and how many of them need no second look. One row. */
export const COUNTS_QUERY = `SELECT count(*)::int AS total,
  count(*) FILTER (WHERE ${HEALTHY})::int AS healthy,
  count(*) FILTER (WHERE a.status = 'deleting' AND NOT ${HEALTHY})::int AS deleting,
  count(DISTINCT a.gateway_id)::int AS gateways
FROM agents a`

/** The agents that may not be healthy, those first that have waited longest. */
export const AGENTS_QUERY = `SELECT a.id::text AS id, left(a.name, 80) AS name, a.board_id::text AS board_id,
  a.gateway_id::text AS gateway_id, left(a.status, 40) AS status, a.is_board_lead,
  ${ms('last_seen_at')}, ${ms('last_wake_sent_at')}, ${ms('checkin_deadline_at')}, ${ms('updated_at')},
  a.wake_attempts, a.lifecycle_generation, left(a.last_provision_error, 400) AS last_provision_error,
  left(a.provision_action, 20) AS provision_action, left(a.heartbeat_config->>'every', 20) AS every,
  a.agent_token_hash, left(g.url, 300) AS gateway_url, left(g.workspace_root, 300) AS workspace_root,
  g.id IS NOT NULL AS has_gateway
FROM agents a LEFT JOIN gateways g ON g.id = a.gateway_id
WHERE NOT ${HEALTHY} AND a.status <> 'deleting'
ORDER BY coalesce(a.last_wake_sent_at, a.last_seen_at, a.updated_at) NULLS FIRST, a.id`

/** The gateways that agents live on; their tokens are not read. */
export const GATEWAYS_QUERY = `SELECT g.id::text AS id, left(g.name, 80) AS name, left(g.url, 300) AS url
FROM gateways g ORDER BY g.id`
