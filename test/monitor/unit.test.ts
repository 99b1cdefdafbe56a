import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { parse } from 'plist'
import { afterEach, describe, expect, test } from 'vitest'
import { isThere } from '../../scripts/requirements.ts'
import { launchdPlist, systemdUnit } from '../../src/monitor/unit.ts'
import { runCli } from '../support/cli.ts'
import { whyNoSystemd, withUserManager } from '../support/systemd.ts'

const HOSTILE = [
  'a b',
  '50%',
  '%h',
  '$HOME',
  '$' + '{HOME}',
  'q"\\',
  "it's",
  '<&>',
  ']]>',
  ';',
  '#x',
  'é ✓',
  '',
  '\\n',
]
const NAME = `joel %n "x" <&> 's`

const homes: string[] = []
afterEach(async () => {
  for (const home of homes.splice(0)) await rm(home, { recursive: true, force: true })
})
async function temporary(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'firstfault-unit-'))
  homes.push(home)
  return home
}

test('launchd reads the words of the agent as they were given', () => {
  // This reader drops the text of an element that holds nothing but blanks.
  const word = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}|^\s+$/u.test(text))
  const service = fc.record({ command: fc.array(word, { minLength: 1 }), gateway: word })
  fc.assert(
    fc.property(service, ({ command, gateway }) => {
      expect(parse(launchdPlist({ command, gateway }))).toEqual({
        Label: `firstfault.monitor.${gateway}`,
        ProgramArguments: command,
        RunAtLoad: true,
        KeepAlive: true,
        ThrottleInterval: 10,
        ProcessType: 'Background',
      })
    }),
    { examples: [[{ command: HOSTILE, gateway: NAME }]] },
  )
})

const noAnalyze = isThere('systemd-analyze') ? null : 'systemd-analyze is not installed'
if (noAnalyze) console.warn(`unit.test.ts: systemd does not verify a unit, SKIPPED: ${noAnalyze}`)
const noManager = whyNoSystemd()
if (noManager) console.warn(`unit.test.ts: systemd does not start a unit, SKIPPED: ${noManager}`)

/** A program in a directory that nobody would choose. It writes its arguments, NUL after each, into HOME. */
async function programIn(home: string): Promise<string> {
  const directory = join(home, `50% of "it's" $HOME <&>`)
  const program = join(directory, 'run me')
  await mkdir(directory)
  const lines = [
    '#!/bin/sh',
    'printf "%s\\0" "$@" > "$HOME/written"',
    'mv "$HOME/written" "$HOME/arguments"',
    '',
  ]
  await writeFile(program, lines.join('\n'))
  await chmod(program, 0o755)
  return program
}

test.skipIf(noAnalyze)('systemd finds nothing wrong with the unit', async () => {
  const home = await temporary()
  const path = join(home, 'monitor.service')
  const verify = async (unit: string) => {
    await writeFile(path, unit)
    return promisify(execFile)('systemd-analyze', ['verify', '--user', '--man=no', path], {
      env: { ...process.env, XDG_RUNTIME_DIR: home },
    }).then(
      ({ stderr }) => stderr.trim(),
      (error: Error & { stderr?: string }) => `failed: ${error.stderr ?? error.message}`,
    )
  }
  const unit = systemdUnit({ command: [await programIn(home), ...HOSTILE], gateway: NAME })
  expect(await verify(unit)).toBe('')
  expect(await verify(unit.replace('Restart=always', 'Restart=perhaps'))).toContain('perhaps')
  expect(await verify(systemdUnit({ command: [join(home, 'absent')], gateway: 'g' }))).toContain('absent')
})

describe.skipIf(noManager)('a real systemd', () => {
  test('gives the program the words that it was given', async () => {
    const home = await temporary()
    const unit = systemdUnit({ command: [await programIn(home), ...HOSTILE], gateway: NAME })
    const script = fileURLToPath(new URL('./unit-session.ts', import.meta.url))
    const written = await withUserManager({ home, units: { 'monitor.service': unit }, script })
    expect(written.split('\0').slice(0, -1)).toEqual(HOSTILE)
  })
})

test.each(['launchd', 'systemd'])('words that %s cannot hold are a usage error', async (format) => {
  const { exitCode, stdout, stderr } = await runCli(
    ['monitor', 'unit', 'joel\nExecStart=/bin/false', '--format', format],
    { cwd: '/' },
  )
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toContain('control character')
})
