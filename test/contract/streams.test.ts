import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { BIN, environment, runCli, startCli } from '../support/cli.ts'
import { documentIn } from '../support/documents.ts'
import { customGateway, daemonRuns } from '../support/gateways.ts'
import { makeSandbox } from '../support/sandbox.ts'

const sandbox = makeSandbox()
afterAll(() => sandbox.remove())

const { env } = sandbox
const small = sandbox.config({ gateways: { mine: customGateway({ process: [daemonRuns()] }) } })
const large = ['diagnose', '--config', manyFindings(), '--json', '--lines', '0']

/** A gateway with so many findings that its document is larger than any pipe. */
function manyFindings(): string {
  const now = new Date().toISOString()
  const lines = Array.from({ length: 200 }, (_, rule) => `${now} disk ${rule} is full\n`)
  const path = sandbox.put('full.log', lines.join(''))
  const rules = (check: number) =>
    Array.from({ length: 200 }, (_, rule) => ({
      code: `error-log.disk-${check}-${rule}`,
      severity: rule === 0 ? 'fault' : 'warning',
      summary: `rule ${check}/${rule} ${'long words '.repeat(24)}`,
      match: `disk ${rule} is full`,
    }))
  const checks = Array.from({ length: 9 }, (_, check) => ({
    check: 'log-rules',
    name: `rules-${check}`,
    path,
    rules: rules(check),
  }))
  return sandbox.config({ gateways: { full: customGateway({ 'error-log': checks }) } }, 'large.json')
}

describe('a document of more than a megabyte', () => {
  test('comes through a pipe whole', async () => {
    const run = await runCli(large, { env })
    expect(run.exitCode).toBe(1)
    expect(run.stdout.length).toBeGreaterThan(1_000_000)
    expect(documentIn('report', run.stdout).layers[3]?.findings).toHaveLength(1_800)
  })

  test('comes through a pipe whole when the reader begins late', async () => {
    const child = spawn(process.execPath, [BIN, ...large], {
      env: environment(env),
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const ended = once(child, 'exit')
    // Longer than the grace that is given to handles after the document; nothing is read meanwhile.
    await sleep(2_500)
    expect(child.exitCode).toBeNull()
    let text = ''
    for await (const chunk of child.stdout.setEncoding('utf8')) text += String(chunk)
    documentIn('report', text)
    expect(await ended).toEqual([1, null])
  })

  test('is cut by a reader that has seen enough, which is no error', async () => {
    const script = '"$@" | head -1; echo "code=$' + '{PIPESTATUS[0]}"'
    const run = await runCli(large, { env, under: ['bash', '-c', script, 'pipe'] })
    expect(run).toMatchObject({ stdout: '{\ncode=1\n', exitCode: 0 })
    expect(run.stderr).not.toMatch(/EPIPE|error:|defect/i)
  })

  test('has no reader at all, and the verdict still gives the code', async () => {
    const running = startCli(large, { env })
    running.child.stdout?.destroy()
    const { exitCode, stderr } = await running.ended
    expect(exitCode).toBe(1)
    expect(stderr).not.toMatch(/EPIPE|defect/)
  })

  test('does not keep Ctrl-C waiting for its reader', async () => {
    const child = spawn(process.execPath, [BIN, ...large], {
      env: environment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ended = once(child, 'exit')
    // The first byte shows that the document is on its way; nothing more is taken.
    await once(child.stdout, 'readable')
    const begun = performance.now()
    child.kill('SIGINT')
    expect(await ended).toEqual([130, null])
    expect(performance.now() - begun).toBeLessThan(1_500)
  })
})

describe('a stream that cannot be written', () => {
  const full = (redirect: string, args: readonly string[]) =>
    runCli(args, { env, under: ['bash', '-c', `"$@" ${redirect}`, 'redirected'], boundMs: 10_000 })
  const json = ['diagnose', '--config', small, '--json']
  const text = ['diagnose', '--config', small]

  test.each([[json], [text], [['diagnose', '--help']], [['--help']], [['diagnose', '--nope', '--json']]])(
    'a full disk behind stdout is said once on stderr, exit 74: %j',
    async (args) => {
      const { exitCode, stderr } = await full('> /dev/full', args)
      expect(exitCode).toBe(74)
      expect(stderr.match(/stdout cannot be written/g)).toHaveLength(1)
      expect(stderr).not.toMatch(/defect|\n\s+at /)
    },
  )

  test.each([
    ['closed stdout', '>&-'],
    ['closed stderr', '2>&-'],
    ['full disk behind stderr', '2> /dev/full'],
  ])('%s changes neither the verdict nor its code', async (_, redirect) => {
    expect(await full(redirect, json)).toMatchObject({ exitCode: 1 })
    expect(await full(redirect, ['diagnose', '--nope'])).toMatchObject({ exitCode: 2 })
  })

  test.each(['/dev/full', '/no/such/directory/report', '/proc/report'])(
    '--out %s ends with 74',
    async (out) => {
      const run = await runCli([...json, '--out', out], { env })
      expect(run.exitCode).toBe(74)
      expect(documentIn('error', run.stdout).error.message).toContain(`${out} cannot be written`)
      expect(await runCli([...text, '--out', out], { env })).toMatchObject({ exitCode: 74, stdout: '' })
    },
  )

  test('--out into a directory that does not let us ends with 74', async () => {
    const run = await runCli([...json, '--out', sandbox.root], { env })
    expect(run.exitCode).toBe(74)
  })

  test('--out /dev/stdout is written to, never replaced', async () => {
    const { lstatSync } = await import('node:fs')
    for (const redirect of ['', `> ${sandbox.root}/redirected.json`]) {
      expect(await full(redirect, [...json, '--out', '/dev/stdout'])).toMatchObject({ exitCode: 1 })
      expect(lstatSync('/dev/stdout').isSymbolicLink()).toBe(true)
    }
  })

  test('--out replaces a link instead of following it', async () => {
    const { lstatSync, readFileSync, symlinkSync } = await import('node:fs')
    const target = sandbox.put('theirs.txt', 'theirs')
    symlinkSync(target, `${sandbox.root}/link.json`)
    expect(await runCli([...json, '--out', `${sandbox.root}/link.json`], { env })).toMatchObject({
      exitCode: 1,
    })
    expect(lstatSync(`${sandbox.root}/link.json`).isFile()).toBe(true)
    expect(readFileSync(target, 'utf8')).toBe('theirs')
  })
})

describe('what a terminal gets', () => {
  /** Runs under a terminal of util-linux `script`; both streams are that terminal. */
  const inTerminal = async (args: readonly string[], own: Readonly<Record<string, string>> = {}) => {
    const quoted = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(' ')
    const script = ['script', '-qec', quoted, '/dev/null']
    const child = spawn(script[0] as string, script.slice(1), {
      env: environment({ ...env, TERM: 'xterm-256color', ...own }),
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 15_000,
    })
    let shown = ''
    for await (const chunk of child.stdout.setEncoding('utf8')) shown += String(chunk)
    return shown
  }
  const COLOUR = /\u001b\[[0-9;]+m/
  const text = ['diagnose', '--config', small]

  test('colours there, and none in a pipe', async () => {
    expect(await inTerminal(text)).toMatch(COLOUR)
    const { stdout, stderr } = await runCli(text, { env: { ...env, TERM: 'xterm-256color' } })
    expect(stdout + stderr).not.toMatch(/\u001b/)
  })

  test.each([
    ['NO_COLOR', '1'],
    ['CI', 'true'],
    ['TERM', 'dumb'],
  ])('no colours with %s=%s', async (name, value) => {
    expect(await inTerminal(text, { [name]: value })).not.toMatch(COLOUR)
  })

  test.each([
    ['CI', 'true'],
    ['TERM', 'dumb'],
  ])('plain lines and no escapes at all with %s=%s', async (name, value) => {
    const shown = await inTerminal(text, { [name]: value })
    expect(shown).not.toMatch(/\u001b/)
    expect(shown).toContain('process')
  })
})
