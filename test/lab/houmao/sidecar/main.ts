/** A gateway process as Houmao 2.1.0 runs one beside an agent: real run files, a real queue and a real listener,
 *  without the agent. Started with the arguments of the real service (`--gateway-root G --host H --port P`); what it
 *  does wrong stands in `<G>/lab-knobs.json`, read again at every beat. */
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import type { Knobs } from './knobs.ts'

const { values: flags } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== '-m' && !word.startsWith('houmao.')),
  options: { 'gateway-root': { type: 'string' }, host: { type: 'string' }, port: { type: 'string' } },
})
const root = flags['gateway-root'] ?? ''
const host = flags.host ?? '127.0.0.1'
const wanted = Number(flags.port ?? 0)
const env = process.env
const seed = JSON.parse(readFileSync(join(root, 'attach.json'), 'utf8')) as {
  attach_identity: string
  backend: string
  tmux_session_name: string
}
const mode = env.HOUMAO_GATEWAY_EXECUTION_MODE ?? 'detached_process'
let port = wanted

const knobs = (): Knobs => {
  const path = join(root, 'lab-knobs.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Knobs) : {}
}

/** The service writes a line to the file, and its own output is redirected to the same file. */
function log(message: string): void {
  const line = `${new Date().toISOString().slice(0, 19)}+00:00 ${message}\n`
  appendFileSync(join(root, 'logs/gateway.log'), line + line)
}

function put(path: string, value: unknown): void {
  const text = typeof value === 'string' ? value : `${JSON.stringify(value, null, 2)}\n`
  writeFileSync(`${path}.tmp`, text)
  renameSync(`${path}.tmp`, path)
}

function status() {
  const { state = {} } = knobs()
  return {
    active_execution: 'idle',
    attach_identity: seed.attach_identity,
    backend: seed.backend,
    execution_mode: mode,
    gateway_health: 'healthy',
    gateway_host: host,
    gateway_port: port,
    managed_agent_connectivity: 'connected',
    managed_agent_instance_epoch: 1,
    managed_agent_recovery: 'idle',
    protocol_version: 'v1',
    queue_depth: 0,
    request_admission: 'open',
    schema_version: 1,
    terminal_surface_eligibility: 'ready',
    tmux_session_name: seed.tmux_session_name,
    ...state,
  }
}

function beat(): void {
  put(join(root, 'run/current-instance.json'), {
    execution_mode: mode,
    host,
    managed_agent_instance_epoch: 1,
    managed_agent_instance_id: seed.attach_identity,
    pid: process.pid,
    port,
    protocol_version: 'v1',
    schema_version: 1,
    tmux_pane_id: env.HOUMAO_GATEWAY_TMUX_PANE_ID ?? null,
    tmux_window_id: env.HOUMAO_GATEWAY_TMUX_WINDOW_ID ?? null,
    tmux_window_index: env.HOUMAO_GATEWAY_TMUX_WINDOW_INDEX ?? null,
  })
  put(join(root, 'run/gateway.pid'), `${process.pid}\n`)
  put(join(root, 'state.json'), status())
}

function work(): void {
  const database = new DatabaseSync(join(root, 'queue.sqlite'), { timeout: 500 })
  try {
    const next = database
      .prepare("SELECT request_id AS id FROM gateway_requests WHERE state = 'accepted' LIMIT 1")
      .get() as { id: string } | undefined
    if (!next) return
    const now = `${new Date().toISOString().slice(0, 19)}+00:00`
    const error = knobs().refuses
    database
      .prepare(
        'UPDATE gateway_requests SET state = ?, started_at_utc = ?, finished_at_utc = ?, error_detail = ? WHERE request_id = ?',
      )
      .run(error ? 'failed' : 'completed', now, now, error ?? null, next.id)
    log(
      error
        ? `failed gateway request request_id=${next.id} detail=${error}`
        : `completed gateway request request_id=${next.id}`,
    )
    event({ kind: error ? 'failed' : 'completed', request_id: next.id })
  } finally {
    database.close()
  }
}

const event = (value: object) => appendFileSync(join(root, 'events.jsonl'), `${JSON.stringify(value)}\n`)

function accept(prompt: unknown, response: ServerResponse): void {
  const { blocked } = knobs()
  if (blocked) {
    answer(response, 503, { detail: blocked })
    return
  }
  const id = `gwreq-${Date.now()}-${Math.random().toString(16).slice(2, 10)}`
  const now = `${new Date().toISOString().slice(0, 19)}+00:00`
  const database = new DatabaseSync(join(root, 'queue.sqlite'), { timeout: 500 })
  database
    .prepare(
      "INSERT INTO gateway_requests (request_id, request_kind, payload_json, state, accepted_at_utc, managed_agent_instance_epoch) VALUES (?, 'submit_prompt', ?, 'accepted', ?, 1)",
    )
    .run(id, JSON.stringify(prompt), now)
  database.close()
  event({ accepted_at_utc: now, kind: 'accepted', request_id: id, request_kind: 'submit_prompt' })
  answer(response, 200, { request_id: id, state: 'accepted', accepted_at_utc: now })
}

function answer(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const server = createServer((request, response) => {
  const { health = 'ok', core = 'ok' } = knobs()
  if (request.url === '/health') {
    if (health === 'hangs') return
    if (health === 'html') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>welcome</body></html>')
      return
    }
    const version = health === 'skew' ? 'v2' : 'v1'
    return answer(
      response,
      200,
      health === 'json' ? { ok: true } : { protocol_version: version, status: 'ok' },
    )
  }
  if (request.url === '/v1/status') {
    if (core === 'hangs') return
    if (core === 'fails') return answer(response, 500, { detail: 'no such table: gateway_requests' })
    beat()
    return answer(response, 200, status())
  }
  if (request.url === '/v1/requests' && request.method === 'POST') {
    let text = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    request.on('end', () => accept(JSON.parse(text), response))
    return
  }
  answer(response, 404, { detail: 'Not Found' })
})

server.on('error', () => {
  appendFileSync(
    join(root, 'logs/gateway.log'),
    `ERROR:    [Errno 98] error while attempting to bind on address ('${host}', ${wanted}): address already in use\n`,
  )
  process.exit(1)
})
// Building the application writes the files before the port is bound.
if (wanted !== 0) beat()
server.listen(wanted, host, () => {
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : wanted
  log(`gateway started host=${host} port=${port} attach_identity=${seed.attach_identity}`)
  beat()
  setInterval(() => {
    if (knobs().listener === 'closed') server.close()
    if (knobs().worker === 'dead') return
    beat()
    if (knobs().worker !== 'idle') work()
  }, 200)
})
process.on('SIGTERM', () => {
  log('gateway stopping')
  process.exit(0)
})
