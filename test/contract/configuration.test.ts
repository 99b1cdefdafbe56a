import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { runCli } from '../support/cli.ts'
import { documentIn } from '../support/documents.ts'
import { customGateway, daemonRuns } from '../support/gateways.ts'
import { makeSandbox, type Sandbox } from '../support/sandbox.ts'

let sandbox: Sandbox = makeSandbox()
afterEach(() => {
  sandbox.remove()
  sandbox = makeSandbox()
})
afterAll(() => sandbox.remove())

const diagnose = (...args: string[]) => runCli(['diagnose', '--json', ...args], { env: sandbox.env })
const mine = { gateways: { mine: customGateway({ process: [daemonRuns()] }) } }

async function refused(name: string, content: string | Uint8Array): Promise<string> {
  const run = await diagnose('--config', sandbox.put(name, content))
  expect(run.exitCode).toBe(2)
  const { error } = documentIn('error', run.stdout)
  expect(error.code).toBe('config')
  return error.message
}

describe('a configuration that is wrong names the place', () => {
  const gateway = (entry: object) => JSON.stringify({ gateways: { mine: entry } })
  const check = (layer: string, entry: object) => gateway(customGateway({ [layer]: [entry] }))

  test.each([
    ['an unknown top-level name', '{"gatewayz":{}}', 'gatewayz'],
    ['an unknown system', gateway({ system: 'hal' }), 'gateways.mine.system'],
    ['a layer that does not exist', gateway({ system: 'custom', layers: { memory: {} } }), 'memory'],
    [
      'a layer without checks',
      gateway({ system: 'custom', layers: { redis: { checks: [] } } }),
      'redis.checks',
    ],
    ['a check that does not exist', check('process', { check: 'psychic' }), 'layers.process.checks[0]'],
    ['a setting of the wrong type', check('process', { check: 'pid-file', path: 7 }), 'path'],
    ['an unknown setting', check('process', { check: 'pid-file', path: '/p', pat: '' }), 'pat'],
    ['a port out of range', check('redis', { check: 'redis-server', port: 70_000 }), 'port'],
    ['a gateway name with blanks', '{"gateways":{"my gateway":{"system":"custom"}}}', 'my gateway'],
    [
      'an accepted code that is none',
      '{"accept":[{"code":"oops","reason":"r","until":"2030-01-01"}]}',
      'accept[0].code',
    ],
    ['an end that is no date', '{"accept":[{"code":"a.b","reason":"r","until":"soon"}]}', 'accept[0].until'],
    ['a setting of a known system', gateway({ system: 'joelclaw', settings: { prot: 1 } }), 'prot'],
    ['a deep setting', gateway({ system: 'joelclaw', settings: { redis: { port: 'x' } } }), 'redis.port'],
    [
      'a code outside the ten layers',
      check('error-log', {
        check: 'log-rules',
        path: '/p',
        rules: [{ code: 'my.own', summary: 's', match: 'm' }],
      }),
      'code',
    ],
  ])('%s', async (_, content, place) => {
    expect(await refused('wrong.json', content)).toContain(place)
  })

  test.each([
    ['broken JSON', 'c.json', '{"gateways":'],
    ['broken YAML', 'c.yaml', 'gateways: [a: b: c'],
    ['a YAML bomb', 'c.yaml', bomb()],
    ['a list', 'c.json', '[]'],
    ['bytes that are no text', 'c.yaml', new Uint8Array(5_000).map((_, index) => (index * 37) % 256)],
    ['10,000 levels of YAML', 'c.yaml', '['.repeat(10_000)],
    ['10,000 levels of JSON', 'c.json', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    [
      '10,000 levels of settings',
      'c.json',
      `{"gateways":{"mine":{"system":"joelclaw","settings":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_003)}`,
    ],
    ['more than a megabyte', 'c.json', `{"gateways":{}${' '.repeat(1_000_001)}}`],
  ])('%s is refused', async (_, name, content) => {
    expect(await refused(name, content)).toContain(name)
  })

  test('a directory, a FIFO and a missing file are refused', async () => {
    const { execFileSync } = await import('node:child_process')
    mkdirSync(`${sandbox.root}/directory.json`)
    execFileSync('mkfifo', [`${sandbox.root}/fifo.json`])
    for (const name of ['directory.json', 'fifo.json', 'missing.json']) {
      const run = await diagnose('--config', `${sandbox.root}/${name}`)
      expect(run.exitCode).toBe(2)
      expect(documentIn('error', run.stdout).error.message).toContain(name)
    }
  })
})

describe('a configuration that is found by itself', () => {
  test.each(['config.yaml', 'config.yml', 'config.json'])('%s in the operator’s directory', async (name) => {
    sandbox.put(`home/.config/firstfault/${name}`, JSON.stringify(mine))
    expect(await diagnose()).toMatchObject({ exitCode: 1 })
  })

  test('is looked for in XDG_CONFIG_HOME', async () => {
    const path = sandbox.put('elsewhere/firstfault/config.json', JSON.stringify(mine))
    const env = { ...sandbox.env, XDG_CONFIG_HOME: path.replace('/firstfault/config.json', '') }
    expect(await runCli(['diagnose', '--json'], { env })).toMatchObject({ exitCode: 1 })
  })

  test('is never code', async () => {
    const marker = `${sandbox.root}/ran`
    const code = `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(marker)}, '')\nexport default {}\n`
    for (const name of ['config.mjs', 'config.js', 'config.ts', 'firstfault.config.js'])
      for (const where of ['home/.config/firstfault', 'home', '.']) sandbox.put(`${where}/${name}`, code)
    await runCli(['diagnose', '--json'], { env: sandbox.env, cwd: sandbox.root })
    expect(existsSync(marker)).toBe(false)
  })

  test('is not followed through a link to another user’s file', async () => {
    const theirs = sandbox.put('theirs.json', JSON.stringify(mine))
    mkdirSync(`${sandbox.home}/.config/firstfault`, { recursive: true })
    symlinkSync(theirs, `${sandbox.home}/.config/firstfault/config.json`)
    const run = await diagnose()
    expect(run.exitCode).toBe(2)
    expect(documentIn('error', run.stdout).error.message).toContain('link')
  })
})

describe('a module named with --config', () => {
  const load = async (source: string, name = 'own.mjs') => diagnose('--config', sandbox.put(name, source))

  test('gives the configuration as its default export', async () => {
    expect(await load(`export default ${JSON.stringify(mine)}`)).toMatchObject({ exitCode: 1 })
    expect(await load(`const c: object = ${JSON.stringify(mine)}\nexport default c`, 'own.ts')).toMatchObject(
      {
        exitCode: 1,
      },
    )
  })

  test.each([
    ['throws', 'throw new Error("no disk")'],
    ['does not parse', 'export default {'],
    ['exports nothing', 'export const other = 1'],
    ['exports a function', 'export default () => ({})'],
    ['has a getter that throws', 'export default { get gateways() { throw new Error("trap") } }'],
    ['never settles', 'await new Promise(() => {}); export default {}'],
  ])('that %s is a configuration error', async (_, source) => {
    const run = await load(source)
    expect(run.exitCode).toBe(2)
    expect(documentIn('error', run.stdout).error).toMatchObject({
      code: 'config',
      message: expect.stringContaining('own.mjs'),
    })
  })
})

/** Nine levels of nine references: 387 million entries. */
function bomb(): string {
  const names = 'abcdefghi'.split('')
  const levels = names.map((name, index) => {
    const below = index === 0 ? '"x"' : `*${names[index - 1]}`
    return `${name}: &${name} [${Array(9).fill(below).join(',')}]`
  })
  return `${levels.join('\n')}\n`
}
