import { mkdir, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { machine } from '../../../src/host/machine/index.ts'
import { detectOpenclaw } from '../../../src/systems/openclaw/detect.ts'
import { privateDirectory } from '../../host/directory.ts'
import { fakeHost } from '../../support/fake-host.ts'

const path = privateDirectory()
const signal = new AbortController().signal

const hostOf = (home: string, variables: Readonly<Record<string, string>> = {}) =>
  fakeHost({
    files: machine().files,
    exec: { run: async () => ({ ok: false, problem: 'missing', message: 'not installed' }) },
    env: {
      get: (name) => variables[name] ?? null,
      who: () => ({ uid: 501, name: 'joel', home, euid: 501, sudo: false }),
    },
  })

test('each profile is a gateway; directories of other tools are none', async () => {
  const home = path('home')
  await mkdir(`${home}/.openclaw/state`, { recursive: true })
  await mkdir(`${home}/.openclaw-work`, { recursive: true })
  await writeFile(`${home}/.openclaw-work/openclaw.json`, '{}')
  await mkdir(`${home}/.openclaw-cache`, { recursive: true })
  const found = await detectOpenclaw(hostOf(home), signal)
  expect(found.map(({ name }) => name)).toEqual(['openclaw', 'openclaw:work'])
  expect(found[1]?.settings).toMatchObject({
    profile: 'work',
    log: { name: 'openclaw-work' },
  })
})

test('a state directory that the environment names is the one that is meant', async () => {
  const home = path('other')
  await mkdir(`${home}/.openclaw/state`, { recursive: true })
  await mkdir(`${home}/elsewhere/state`, { recursive: true })
  const found = await detectOpenclaw(hostOf(home, { OPENCLAW_STATE_DIR: `${home}/elsewhere` }), signal)
  expect(found.map(({ because }) => because)).toEqual([`OPENCLAW_STATE_DIR is ${home}/elsewhere`])
})

test('no home, no gateway', async () => {
  expect(await detectOpenclaw(hostOf('/nonexistent'), signal)).toEqual([])
})
