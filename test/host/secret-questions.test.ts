import { spawn } from 'node:child_process'
import { pbkdf2Sync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { files } from '../../src/host/machine/files.ts'
import { processes } from '../../src/host/machine/processes.ts'
import { resolveSecret } from '../../src/host/machine/secrets.ts'
import { privateDirectory } from './directory.ts'

const at = privateDirectory()
afterEach(() => vi.unstubAllEnvs())

const TOKEN = 'planted-agent-token'
const hashOf = (token: string, rounds = 1000) => {
  const salt = randomBytes(16)
  const digest = pbkdf2Sync(token, salt, rounds, 32, 'sha256')
  return `pbkdf2_sha256$${rounds}$${salt.toString('base64url')}$${digest.toString('base64url')}`
}

describe('files.matchesHash', () => {
  const tools = '# TOOLS\n\n- `BASE_URL=http://mc:8000`\n- `AUTH_TOKEN=planted-agent-token`\n'

  it('tells whether a token in a Markdown list is the one behind a hash', async () => {
    await writeFile(at('TOOLS.md'), tools)
    const secret = { markdown: at('TOOLS.md'), name: 'AUTH_TOKEN' }
    expect(await files.matchesHash({ secret, hash: hashOf(TOKEN) })).toEqual({ ok: true, same: true })
    expect(await files.matchesHash({ secret, hash: hashOf('another') })).toEqual({ ok: true, same: false })
  })

  it('says why it cannot tell, without the token', async () => {
    await writeFile(at('TOOLS.md'), tools)
    const secret = { markdown: at('TOOLS.md'), name: 'AUTH_TOKEN' }
    for (const hash of ['', 'plain', 'pbkdf2_sha256$9999999$YQ$YQ', hashOf(TOKEN, 1).replace('$1$', '$0$')])
      expect(await files.matchesHash({ secret, hash })).toMatchObject({ ok: false, problem: 'io' })
    const missing = await files.matchesHash({ secret: { ...secret, name: 'OTHER' }, hash: hashOf(TOKEN) })
    expect(missing).toMatchObject({ ok: false, problem: 'absent' })
    expect(JSON.stringify(missing)).not.toContain(TOKEN)
  })
})

describe('files.address', () => {
  it.each([
    [
      'redis://:planted-pw@cache:6380/3',
      { protocol: 'redis:', host: 'cache', port: 6380, path: '3', hasPassword: true },
    ],
    ['redis://localhost', { host: 'localhost', port: null, path: '', hasPassword: false }],
    [
      'postgresql+psycopg://u:planted-pw@[::1]:5432/mc',
      { protocol: 'postgresql+psycopg:', host: '::1', username: 'u' },
    ],
  ])('%s without its password', async (url, expected) => {
    vi.stubEnv('FIRSTFAULT_TEST_URL', url)
    const answer = await files.address({ secret: { env: 'FIRSTFAULT_TEST_URL' } })
    expect(answer).toMatchObject({ ok: true, ...expected })
    expect(JSON.stringify(answer)).not.toContain('planted-pw')
  })

  it('takes what is no URL, or is not there, for what it is', async () => {
    vi.stubEnv('FIRSTFAULT_TEST_URL', 'no url: planted-pw')
    const answer = await files.address({ secret: { env: 'FIRSTFAULT_TEST_URL' } })
    expect(answer).toMatchObject({ ok: false, problem: 'io' })
    expect(JSON.stringify(answer)).not.toContain('planted-pw')
    expect(await files.address({ secret: { env: 'FIRSTFAULT_TEST_NONE' } })).toMatchObject({
      problem: 'absent',
    })
  })

  it('resolves the password of a URL for the port that sends it', async () => {
    vi.stubEnv('FIRSTFAULT_TEST_URL', 'redis://u:p%40ss@cache:6380/3')
    expect(await resolveSecret({ passwordOf: { env: 'FIRSTFAULT_TEST_URL' } })).toBe('p@ss')
    vi.stubEnv('FIRSTFAULT_TEST_URL', 'redis://cache:6380/3')
    expect(await resolveSecret({ passwordOf: { env: 'FIRSTFAULT_TEST_URL' } })).toBeNull()
  })
})

describe.skipIf(process.platform !== 'linux')('processes.environment', () => {
  it('gives the named variables of a process and no others', async () => {
    const env = { RQ_QUEUE_NAME: 'agents', PASSWORD: 'planted-pw', EMPTY: '' }
    const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    try {
      await once(child.stdout, 'data')
      const pid = child.pid ?? 0
      const answer = await processes.environment({ pid, names: ['RQ_QUEUE_NAME', 'EMPTY', 'NONE'] })
      expect(answer).toEqual({ ok: true, values: { RQ_QUEUE_NAME: 'agents', EMPTY: '' } })
      expect(await resolveSecret({ pid, name: 'PASSWORD' })).toBe('planted-pw')
    } finally {
      child.kill('SIGKILL')
      await once(child, 'close')
    }
  })

  it('says that it may not be read where there is none', async () => {
    expect(await processes.environment({ pid: 2 ** 22 + 1, names: ['A'] })).toMatchObject({ ok: false })
  })
})
