import { symlink, writeFile } from 'node:fs/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fromEnvFile } from '../../src/host/env-file.ts'
import { files } from '../../src/host/machine/files.ts'
import { resolveSecret } from '../../src/host/machine/secrets.ts'
import { privateDirectory } from './directory.ts'

const at = privateDirectory()
afterEach(() => vi.unstubAllEnvs())

describe('resolveSecret', () => {
  it('reads a variable; an unset or empty one is none', async () => {
    vi.stubEnv('FIRSTFAULT_TEST_SECRET', 'of the environment')
    expect(await resolveSecret({ env: 'FIRSTFAULT_TEST_SECRET' })).toBe('of the environment')
    vi.stubEnv('FIRSTFAULT_TEST_SECRET', '')
    expect(await resolveSecret({ env: 'FIRSTFAULT_TEST_SECRET' })).toBeNull()
    expect(await resolveSecret({ env: 'FIRSTFAULT_TEST_UNSET' })).toBeNull()
  })

  it('reads a string in JSON and JSON5, by its own names only', async () => {
    await writeFile(at('a.json'), '{"gateway":{"auth":{"token":"of the file","port":1}},"list":["x","y"]}')
    await writeFile(at('b.json5'), "{ // a comment\n gateway: { token: 'single quotes', }, }")
    const path = ['gateway', 'auth', 'token']
    expect(await resolveSecret({ file: at('a.json'), path })).toBe('of the file')
    expect(await resolveSecret({ file: at('a.json'), path: ['list', '1'] })).toBe('y')
    expect(await resolveSecret({ file: at('b.json5'), path: ['gateway', 'token'] })).toBe('single quotes')
    expect(await resolveSecret({ file: at('a.json'), path: ['gateway', 'auth', 'port'] })).toBeNull()
    expect(await resolveSecret({ file: at('a.json'), path: ['constructor', 'name'] })).toBeNull()
  })

  it('is null for a damaged, missing or linked file', async () => {
    await writeFile(at('damaged.json'), '{"token":')
    await writeFile(at('real.json'), '{"token":"x"}')
    await symlink(at('real.json'), at('linked.json'))
    for (const name of ['damaged.json', 'missing.json', 'linked.json'])
      expect(await resolveSecret({ file: at(name), path: ['token'] })).toBeNull()
  })
})

describe('fromEnvFile', () => {
  const text = [
    '# TOKEN=comment',
    'TOKEN=first',
    'export QUOTED="with space # and sign" # comment',
    "SINGLE='it'",
    'PLAIN=value # comment',
    'HASH=a#b',
    'EMPTY=',
    'TOKEN=last\r',
  ].join('\n')

  it.each([
    ['TOKEN', 'last'],
    ['QUOTED', 'with space # and sign'],
    ['SINGLE', 'it'],
    ['PLAIN', 'value'],
    ['HASH', 'a#b'],
    ['EMPTY', ''],
    ['ABSENT', null],
  ])('%s is %j', (name, value) => {
    expect(fromEnvFile(text, name)).toBe(value)
  })
})

describe('files.sameSecret', () => {
  it('compares without showing either', async () => {
    await writeFile(at('one.env'), 'TOKEN=planted-secret\nOTHER=something-else\n')
    vi.stubEnv('FIRSTFAULT_TEST_SECRET', 'planted-secret')
    const a = { env: 'FIRSTFAULT_TEST_SECRET' }
    const ask = (name: string) => files.sameSecret({ a, b: { envFile: at('one.env'), name } })
    expect(await ask('TOKEN')).toEqual({ ok: true, same: true })
    expect(await ask('OTHER')).toEqual({ ok: true, same: false })
    const missing = await ask('ABSENT')
    expect(missing).toMatchObject({
      ok: false,
      problem: 'absent',
      message: expect.stringContaining('ABSENT in '),
    })
    expect(JSON.stringify(missing)).not.toContain('planted-secret')
  })
})
