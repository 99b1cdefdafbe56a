import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MOODS } from './models.ts'

export type Config = Readonly<Record<string, unknown>>

/** A home directory of its own for one gateway: configuration, state and log lie below it. */
export interface Sandbox {
  readonly home: string
  /** Null: the one that needs no name. */
  readonly profile: string | null
  readonly state: string
  readonly config: string
  readonly log: string
  readonly port: number
  readonly token: string
  /** The environment of everything that belongs to this home. */
  readonly env: Readonly<Record<string, string>>
  /** Lays parts over the configuration that is written now. */
  configure(parts: Config): void
  /** Writes the first configuration again; true where another one was there. */
  reset(): boolean
  remove(): void
}

/** A sandbox whose gateway listens on a free port and asks the model on `modelPort`; a further profile lies in the
 *  home that is already there. */
export async function makeSandbox(
  modelPort: number,
  beside?: { readonly home: string; readonly profile: string },
): Promise<Sandbox> {
  const home = beside?.home ?? mkdtempSync(join(tmpdir(), 'firstfault-home-'))
  const profile = beside?.profile ?? null
  const state = join(home, profile ? `.openclaw-${profile}` : '.openclaw')
  const config = join(state, 'openclaw.json')
  const log = join(home, profile ? `gateway-${profile}.log` : 'gateway.log')
  const port = await freePort()
  const token = 'mock-gateway-token-7f3a'
  mkdirSync(state, { mode: 0o700 })
  mkdirSync(join(home, 'bin'), { recursive: true })
  const write = (text: string) => writeFileSync(config, text, { mode: 0o600 })
  const first = JSON.stringify(baseConfig({ port, token, modelPort, log }), null, 2)
  write(first)
  return {
    home,
    profile,
    state,
    config,
    log,
    port,
    token,
    // No proxy, no supervisor and no agent key of the machine reaches the gateway.
    env: {
      HOME: home,
      PATH: `${join(home, 'bin')}:/usr/bin:/bin`,
      TMPDIR: home,
      LC_ALL: 'C.UTF-8',
      NO_COLOR: '1',
    },
    configure: (parts) =>
      write(JSON.stringify(merge(JSON.parse(readFileSync(config, 'utf8')), parts), null, 2)),
    reset: () => {
      const other = readFileSync(config, 'utf8') !== first
      if (other) write(first)
      return other
    },
    remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }),
  }
}

/** The smallest configuration with which the gateway starts and answers through the model of the test. */
function baseConfig({
  port,
  token,
  modelPort,
  log,
}: {
  port: number
  token: string
  modelPort: number
  log: string
}): Config {
  return {
    gateway: { mode: 'local', port, bind: 'loopback', auth: { mode: 'token', token } },
    agents: { defaults: { model: { primary: 'mock-answers/mock-1' } } },
    models: {
      mode: 'merge',
      catalogRefresh: { enabled: false },
      providers: {
        ...Object.fromEntries(
          MOODS.map((mood) => [`mock-${mood}`, provider(`http://127.0.0.1:${modelPort}/${mood}/v1`)]),
        ),
        // Nobody listens on port 1, and the top-level domain `invalid` has no hosts (RFC 2606).
        'mock-refused': provider('http://127.0.0.1:1/v1'),
        'mock-no-host': provider('http://no-such-host.invalid/v1'),
      },
    },
    logging: { file: log },
    update: { checkOnStart: false },
    discovery: { mdns: { mode: 'off' } },
  }
}

/** A provider of the configuration, behind that address. */
function provider(baseUrl: string): Config {
  const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }
  const model = {
    id: 'mock-1',
    name: 'Mock 1',
    reasoning: false,
    input: ['text'],
    cost,
    contextWindow: 200_000,
    maxTokens: 8_192,
  }
  return {
    baseUrl,
    apiKey: 'sk-mock',
    api: 'openai-completions',
    models: [model],
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Objects are merged, everything else is replaced; `null` takes a key away. */
function merge(below: Config, above: Config): Config {
  const merged: Record<string, unknown> = { ...below }
  for (const [key, value] of Object.entries(above)) {
    if (value === null) delete merged[key]
    else merged[key] = isObject(value) && isObject(merged[key]) ? merge(merged[key], value) : value
  }
  return merged
}

const isObject = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
