import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MOODS, type Mood } from './models.ts'

export type Config = Readonly<Record<string, unknown>>

/** A home directory of its own for one gateway: configuration, state and log lie below it. */
export interface Sandbox {
  readonly home: string
  readonly state: string
  readonly config: string
  readonly log: string
  readonly port: number
  readonly token: string
  /** The environment of everything that belongs to this home. */
  readonly env: Readonly<Record<string, string>>
  /** Lays parts over the configuration that is written now. */
  configure(parts: Config): void
  remove(): void
}

/** A sandbox whose gateway listens on a free port and asks the model on `modelPort`. */
export async function makeSandbox(modelPort: number): Promise<Sandbox> {
  const home = mkdtempSync(join(tmpdir(), 'firstfault-home-'))
  const state = join(home, '.openclaw')
  const config = join(state, 'openclaw.json')
  const log = join(home, 'gateway.log')
  const port = await freePort()
  const token = 'mock-gateway-token-7f3a'
  mkdirSync(state, { mode: 0o700 })
  mkdirSync(join(home, 'bin'))
  const write = (value: Config) => writeFileSync(config, JSON.stringify(value, null, 2), { mode: 0o600 })
  write(baseConfig({ port, token, modelPort, log }))
  return {
    home,
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
    configure: (parts) => write(merge(JSON.parse(readFileSync(config, 'utf8')), parts)),
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
      providers: Object.fromEntries(MOODS.map((mood) => [`mock-${mood}`, provider(modelPort, mood)])),
    },
    logging: { file: log },
    update: { checkOnStart: false },
    discovery: { mdns: { mode: 'off' } },
  }
}

/** A provider of the configuration that leads to the model of that mood. */
function provider(modelPort: number, mood: Mood): Config {
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
    baseUrl: `http://127.0.0.1:${modelPort}/${mood}/v1`,
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
