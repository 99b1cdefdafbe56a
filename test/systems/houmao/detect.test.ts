import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { type Lab, startLab } from '../../lab/houmao/lab.ts'
import { AGENT_ID, SESSION } from '../../lab/houmao/places.ts'
import { manifestOf, putJson, recordOf } from '../../lab/houmao/seed.ts'

const BIN = fileURLToPath(new URL('../../../bin/run.js', import.meta.url))

let lab: Lab
afterEach(() => lab.stop())

/** `diagnose` without a configuration, in a machine that has just this lab. */
function detect(more: Readonly<Record<string, string>> = {}, ...args: readonly string[]) {
  const { base, registry } = lab.places
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: base,
    PWD: base,
    TMUX_TMPDIR: base,
    HOUMAO_GLOBAL_REGISTRY_DIR: registry,
    ...more,
  }
  const all = [BIN, 'diagnose', '--json', '--system', 'houmao', '--only', 'substrate', ...args]
  return new Promise<{ gateway?: { name: string }; error?: { code: string; message: string } }>((resolve) => {
    execFile(process.execPath, all, { env, cwd: base, timeout: 15_000 }, (_error, stdout) =>
      resolve(JSON.parse(stdout)),
    )
  })
}

it('finds an agent by its registry record', async () => {
  lab = await startLab()
  expect((await detect()).gateway?.name).toBe('houmao:lab')
})

it('does not take a stopped agent for a gateway', async () => {
  lab = await startLab()
  putJson(lab.places.record, recordOf(lab.places, { lifecycle: { state: 'stopped' }, liveness: null }))
  expect((await detect()).error?.code).toBe('no-gateway')
})

it('finds a session of the runtime directory that lives in tmux, once', async () => {
  lab = await startLab()
  const roots = { HOUMAO_GLOBAL_RUNTIME_DIR: lab.places.runtime }
  expect((await detect(roots)).gateway?.name).toBe('houmao:lab')
  rmSync(lab.places.record)
  expect((await detect(roots)).gateway?.name).toBe('houmao:lab')
  lab.tmux('rename-session', '-t', `=${SESSION}`, 'elsewhere')
  expect((await detect(roots)).error?.code).toBe('no-gateway')
})

it('finds the agent in whose session it runs, also where nothing is published', async () => {
  lab = await startLab()
  rmSync(lab.places.record)
  const [socket, pid, session, pane] = lab
    .tmux('display-message', '-p', '-t', SESSION, '#{socket_path} #{pid} #{session_id} #{pane_id}')
    .trim()
    .split(' ')
  const inside = { TMUX: `${socket},${pid},${session?.slice(1)}`, TMUX_PANE: pane ?? '' }
  expect((await detect(inside)).gateway?.name).toBe('houmao:lab')
  for (const name of ['HOUMAO_MANIFEST_PATH', 'HOUMAO_AGENT_ID']) lab.publish(name, null)
  expect((await detect(inside)).gateway?.name).toBe('houmao:lab')
})

it('lists several, two of one name by their ids', async () => {
  lab = await startLab()
  const other = 'ffffffffffffffffffff000000000002'
  const terminal = { kind: 'tmux', current_session_name: 'HOUMAO-lab-2' }
  const runtime = { manifest_path: '/nowhere/manifest.json', session_root: '/nowhere' }
  const path = lab.places.record.replace(AGENT_ID, other)
  putJson(path, recordOf(lab.places, { agent_id: other, terminal, runtime }))
  const { error } = await detect()
  expect(error?.code).toBe('several-gateways')
  expect(error?.message).toContain(`houmao:lab@${AGENT_ID.slice(-12)}, houmao:lab@${other.slice(-12)}`)
})

it('takes a manifest of another kind for none', async () => {
  lab = await startLab()
  rmSync(lab.places.record)
  putJson(lab.places.manifest, manifestOf(lab.places, { schema_version: 3 }))
  expect((await detect({ HOUMAO_GLOBAL_RUNTIME_DIR: lab.places.runtime })).error?.code).toBe('no-gateway')
})
