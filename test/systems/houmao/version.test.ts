import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { files } from '../../../src/host/machine/files.ts'
import { houmaoVersion } from '../../../src/systems/houmao/version.ts'
import { fakeHost } from '../../support/fake-host.ts'

let base: string
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'firstfault-version-'))
  await mkdir(join(base, 'venv/bin'), { recursive: true })
  await mkdir(join(base, 'path'))
  await writeFile(join(base, 'venv/bin/houmao-mgr'), '')
  await symlink(join(base, 'venv/bin/houmao-mgr'), join(base, 'path/houmao-mgr'))
})
afterEach(() => rm(base, { recursive: true }))

const ask = (path = `/nowhere:${join(base, 'path')}`) =>
  houmaoVersion(fakeHost({ files, env: { get: (name) => (name === 'PATH' ? path : null) } }))

it('is read from the environment that the command on the PATH belongs to', async () => {
  await mkdir(join(base, 'venv/lib/python3.12/site-packages/houmao-2.1.0.dist-info'), { recursive: true })
  expect(await ask()).toBe('2.1.0')
})

it('is unknown without metadata, and without the command', async () => {
  await mkdir(join(base, 'venv/lib/python3.12/site-packages/houmao_extras-9.dist-info'), { recursive: true })
  expect(await ask()).toBeNull()
  expect(await ask('/nowhere:relative')).toBeNull()
})
