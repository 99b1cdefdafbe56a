import type { LogRecord } from '../../logs/record.ts'

/** One request of an agent, as the API's access log shows it. It does not tell which agent. */
export interface AgentRequest {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly heartbeat: boolean
}

/** Uvicorn: `127.0.0.1:44042 - "POST /api/v1/agent/heartbeat HTTP/1.1" 401 Unauthorized`. */
const ACCESS = / - "(?<method>[A-Z]+) (?<path>\S+) HTTP\/[\d.]+" (?<status>\d{3})\b/
/** `/api/v1/agents` is the operator's. A path without its prefix comes from a wrong BASE_URL. */
const AGENT = /\/agent\/[\w/-]+/

/** The agent's request in a line of the access log; null for any other line. */
export function requestIn({ head, name }: LogRecord): AgentRequest | null {
  if (name !== null) return null
  const parts = ACCESS.exec(head)?.groups
  const path = parts?.path?.split('?', 1)[0] ?? ''
  if (!parts || !AGENT.test(path)) return null
  const heartbeat = parts.method === 'POST' && path.endsWith('/agent/heartbeat')
  return { method: parts.method ?? '', path: path.slice(0, 120), status: Number(parts.status), heartbeat }
}
