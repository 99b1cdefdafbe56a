import { execFile } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { type Lab, startLab } from '../../lab/houmao/lab.ts'
import { SESSION } from '../../lab/houmao/places.ts'
import { request } from '../../lab/houmao/states/status.ts'

const BIN = fileURLToPath(new URL('../../../bin/run.js', import.meta.url))

let lab: Lab
afterEach(() => lab.stop())

/** Everything that a walk must leave as it is: every file with its bytes, times and mode, the environment of the tmux
 *  session, and the panes. */
function evidenceOf({ places, tmux }: Lab) {
  const files = ['runtime', 'registry', 'agent-def'].flatMap((part) =>
    readdirSync(join(places.base, part), { recursive: true, withFileTypes: true }).map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const { mtimeMs, ctimeMs, mode, size, ino } = lstatSync(path)
      const bytes = entry.isFile() ? readFileSync(path).toString('base64') : ''
      return [path, mtimeMs, ctimeMs, mode, size, ino, bytes]
    }),
  )
  const panes =
    '#{session_name} #{window_id} #{window_index} #{window_name} #{pane_id} #{pane_dead} #{pane_pid}'
  return {
    files,
    environment: tmux('show-environment', '-t', SESSION),
    global: tmux('show-environment', '-g'),
    panes: tmux('list-panes', '-a', '-F', panes),
    words: tmux('capture-pane', '-p', '-t', `=${SESSION}:0`),
  }
}

/** A directory with a `houmao-mgr` that betrays being called. */
function trap(): string {
  const directory = join(lab.places.base, 'bin')
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'houmao-mgr'), `#!/bin/sh\necho "$@" >> '${lab.places.base}/called'\n`, {
    mode: 0o755,
  })
  return directory
}

function walk(...args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const { CI: _, TMUX: __, ...own } = process.env
    const env = { ...own, PATH: `${trap()}:${own.PATH}` }
    const all = [BIN, 'diagnose', '--json', '--keep-going', '--config', lab.config, ...args]
    execFile(process.execPath, all, { env, timeout: 20_000 }, (_error, stdout) => resolve(stdout))
  })
}

it('leaves a gateway that was killed exactly as it lies there', async () => {
  lab = await startLab()
  const { pid } = await lab.attach({ mode: 'auxiliary' })
  request(lab, 'running', 60_000)
  await lab.end(pid, 'SIGKILL')
  const before = evidenceOf(lab)
  const report = JSON.parse(await walk())
  expect(report.firstFault.layer).toBe('process')
  expect(evidenceOf(lab)).toEqual(before)
  expect(existsSync(join(lab.places.base, 'called'))).toBe(false)
})

it('leaves a gateway that runs with a dead worker as it is: it does not ask what would be written down', async () => {
  lab = await startLab()
  await lab.attach()
  lab.knobs({ worker: 'dead' })
  await sleep(1_900)
  request(lab, 'failed', 60_000, 'Local tmux-backed prompt submission failed: x')
  const before = evidenceOf(lab)
  const report = JSON.parse(await walk())
  expect(report.firstFault.code).toBe('cli-status.heartbeat-stopped')
  expect(evidenceOf(lab)).toEqual(before)
  // What it does not ask would have shown.
  await walk('--only', 'cli-status', '--e2e', 'answer')
  expect(evidenceOf(lab)).not.toEqual(before)
})

it('shows neither prompts nor tokens, also not in a recording', async () => {
  lab = await startLab()
  await lab.attach()
  request(lab, 'running', 3_600_000)
  const recording = join(lab.places.base, 'walk.jsonl')
  const report = await walk('--record', recording)
  expect(report).toContain('stdout-flow.request-stuck')
  for (const text of [report, readFileSync(recording, 'utf8')]) {
    expect(text).not.toContain('planted secret prompt')
    expect(text).not.toContain('planted-shared-token')
  }
})
