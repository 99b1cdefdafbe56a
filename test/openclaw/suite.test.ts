import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { isUnreachable } from './install.ts'

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

async function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [...args], {
    cwd: at('.'),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (said += data))
  const [exitCode] = await once(child, 'close')
  return { exitCode, said }
}

test('a time box that is over: no gateway is started, and every case is named as not run', async () => {
  const config = at('test/openclaw-real/vitest.config.ts')
  const { exitCode, said } = await run([at('node_modules/vitest/vitest.mjs'), 'run', '--config', config], {
    FIRSTFAULT_OPENCLAW_END: '1',
  })
  const [, left, all] = /(\d+) of (\d+) cases were NOT RUN/.exec(said) ?? []
  expect(Number(left)).toBeGreaterThan(20)
  expect(left).toBe(all)
  expect(said.match(/NOT REACHED {2}/g)).toHaveLength(Number(left))
  expect(said).toContain('NOT REACHED  healthy, before any message')
  expect(exitCode).toBe(0)
}, 60_000)

test('a registry that is away: nothing is run, which is said, and it is no failure', async () => {
  const { exitCode, said } = await run([at('scripts/test-openclaw.ts')], {
    npm_config_registry: 'http://127.0.0.1:1/',
    npm_config_fetch_retries: '0',
    FIRSTFAULT_OPENCLAW_PREFIX: '',
  })
  expect(said).toContain('SKIPPED: no case on a real gateway was run')
  expect(exitCode).toBe(0)
}, 60_000)

test.each([
  ['npm error code ECONNREFUSED', true],
  ['npm error network request to https://registry failed, reason: getaddrinfo ENOTFOUND registry', true],
  ['npm error code E403\nnpm error 403 Forbidden', true],
  ['npm error code ETARGET\nnpm error notarget No matching version found', true],
  ['npm error code E503', true],
  ['npm error code ENOSPC\nnpm error nospc no space left on device', false],
  ['npm error code EACCES', false],
  ['npm error code ELIFECYCLE', false],
])('%s', (said, unreachable) => {
  expect(isUnreachable(said)).toBe(unreachable)
})
