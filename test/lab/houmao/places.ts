import { join } from 'node:path'

/** Where everything of one lab agent is. */
export interface Places {
  readonly base: string
  readonly config: string
  readonly registry: string
  readonly runtime: string
  readonly root: string
  readonly gateway: string
  readonly manifest: string
  readonly record: string
  readonly instance: string
  readonly pidFile: string
  readonly state: string
  readonly queue: string
  readonly events: string
  readonly log: string
  readonly desired: string
  readonly agentDef: string
}

export const AGENT_ID = '408ef1ac7d121834b8808a2e252e21f1'
export const SESSION = 'HOUMAO-lab-1764000000000'

export function placesIn(base: string): Places {
  const runtime = join(base, 'runtime')
  const root = join(runtime, 'sessions/local_interactive/local-interactive-1')
  const gateway = join(root, 'gateway')
  const registry = join(base, 'registry')
  return {
    base,
    config: join(base, 'firstfault.json'),
    registry,
    runtime,
    root,
    gateway,
    manifest: join(root, 'manifest.json'),
    record: join(registry, 'live_agents', AGENT_ID, 'record.json'),
    instance: join(gateway, 'run/current-instance.json'),
    pidFile: join(gateway, 'run/gateway.pid'),
    state: join(gateway, 'state.json'),
    queue: join(gateway, 'queue.sqlite'),
    events: join(gateway, 'events.jsonl'),
    log: join(gateway, 'logs/gateway.log'),
    desired: join(gateway, 'desired-config.json'),
    agentDef: join(base, 'agent-def'),
  }
}
