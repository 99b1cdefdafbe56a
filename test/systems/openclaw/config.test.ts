import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseConfig } from '../../../src/systems/openclaw/config.ts'

const read = async (text: string) => {
  const parsed = await parseConfig(text, '/home/joel/.openclaw/openclaw.json')
  if (!parsed.ok) throw new Error(parsed.why)
  return parsed.config
}

test('JSON5 with comments, a bare key and a trailing comma', async () => {
  const config = await read(
    "{ /* mine */ gateway: { mode: 'local', port: 18790, }, logging: { file: '~/g.log' } }",
  )
  expect(config).toMatchObject({
    mode: 'local',
    port: 18_790,
    logFile: '~/g.log',
    auth: 'token',
    secret: null,
  })
})

test.each([
  [
    "{gateway:{auth:{token:'abc'}}}",
    { file: '/home/joel/.openclaw/openclaw.json', path: ['gateway', 'auth', 'token'] },
  ],
  ["{gateway:{auth:{token:'$".concat("{MY_TOKEN}'}}}"), { env: 'MY_TOKEN' }],
  [
    "{gateway:{auth:{mode:'password',password:'abc'}}}",
    { file: '/home/joel/.openclaw/openclaw.json', path: ['gateway', 'auth', 'password'] },
  ],
])('the secret of %s is named, never read', async (text, secret) => {
  expect((await read(text)).secret).toEqual(secret)
})

test.each([
  [
    'an exact model of the defaults',
    { defaults: { model: 'a/m', models: { 'a/m': { agentRuntime: { id: 'Codex' } } } } },
    {},
    'codex',
  ],
  [
    'a wildcard of the defaults',
    { defaults: { model: 'a/m', models: { 'a/*': { agentRuntime: { id: 'codex' } } } } },
    {},
    'codex',
  ],
  [
    'the provider',
    { defaults: { model: 'a/m' } },
    { providers: { a: { agentRuntime: { id: 'codex' } } } },
    'codex',
  ],
  [
    'an exact model before a wildcard',
    {
      defaults: {
        model: 'a/m',
        models: { 'a/*': { agentRuntime: { id: 'x' } }, 'a/m': { agentRuntime: { id: 'codex' } } },
      },
    },
    {},
    'codex',
  ],
  ['a reference to a CLI backend', { defaults: { model: 'claude-cli/m' } }, {}, 'claude-cli'],
  [
    'a legacy key, which today is refused',
    { defaults: { model: 'a/m', agentRuntime: { id: 'x' } } },
    {},
    'x',
  ],
  ['a legacy key of an agent', { list: [{ id: 'm', model: 'a/m', agentRuntime: { id: 'X' } }] }, {}, 'x'],
  [
    'a bare key',
    { defaults: { model: 'a/m', models: { m: { agentRuntime: { id: 'codex' } } } } },
    {},
    'codex',
  ],
  [
    'a bare key behind an entry that names none',
    { defaults: { model: 'a/m', models: { 'a/m': { alias: 'q' }, m: { agentRuntime: { id: 'codex' } } } } },
    {},
    'codex',
  ],
  [
    'an alias, and a provider in other letters',
    { defaults: { model: 'Opus', models: { 'A/m': { alias: 'opus', agentRuntime: { id: 'codex' } } } } },
    {},
    'codex',
  ],
  [
    'the model of a provider before a wildcard',
    { defaults: { model: 'a/m', models: { 'a/*': { agentRuntime: { id: 'x' } } } } },
    { providers: { a: { models: [{ id: 'm', agentRuntime: { id: 'codex' } }] } } },
    'codex',
  ],
  [
    'a wildcard of another provider',
    { defaults: { model: 'a/m', models: { 'b/*': { agentRuntime: { id: 'x' } } } } },
    {},
    'auto',
  ],
  [
    'a provider whose name ends like a backend',
    { defaults: { model: 'my-cli/m' } },
    { providers: { 'my-cli': {} } },
    'auto',
  ],
  [
    'the old name of the codex harness',
    { defaults: { model: 'a/m', models: { 'a/m': { agentRuntime: { id: 'codex-app-server' } } } } },
    {},
    'codex',
  ],
])('the runtime by %s', async (_, agents, models, runtime) => {
  const config = await read(JSON.stringify({ agents, models }))
  expect(config.agents[0]?.models[0]?.runtime).toBe(runtime)
})

test('no document makes the reader throw', async () => {
  await fc.assert(fc.asyncProperty(fc.json(), async (text) => void (await parseConfig(text, '/c'))))
})
