import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { machine } from '../../../src/host/machine/index.ts'
import { type Manifests, readManifests } from '../../../src/systems/openclaw/manifests.ts'
import type { Owner } from '../../../src/systems/openclaw/owner.ts'
import { ownerInManifest } from '../../../src/systems/openclaw/owner.ts'
import { withIndex } from '../../../src/systems/openclaw/owners.ts'
import { packageOf } from '../../../src/systems/openclaw/plugin-roots.ts'
import { privateDirectory } from '../../host/directory.ts'
import { BUNDLED, installPackage, installPlugin } from '../../lab/openclaw/package.ts'

const at = privateDirectory()

test('manifests of the package and of what was installed, whatever lies beside them', async () => {
  const home = at('home')
  installPackage(home, '2026.9.6', BUNDLED)
  const extensions = join(home, '.openclaw/extensions')
  installPlugin(join(extensions, 'mine'), { id: 'mine', cliBackends: ['Mine-CLI'] })
  for (const [name, text] of [
    ['broken', '{ "id": '],
    ['list', '[]'],
    ['nameless', '{"cliBackends":["x"]}'],
    ['odd', '{"id":"odd","cliBackends":{"a":1},"activation":[]}'],
    ['huge', `{"id":"huge","x":"${'x'.repeat(600_000)}"}`],
  ] as const) {
    mkdirSync(join(extensions, name))
    writeFileSync(join(extensions, name, 'openclaw.plugin.json'), text)
  }
  writeFileSync(join(extensions, 'file'), '')
  const found = await readManifests(machine(), {
    packages: [join(home, 'nowhere'), join(home, 'node_modules/openclaw')],
    installed: [
      { directory: extensions, depth: 1 },
      { directory: join(home, 'absent'), depth: 2 },
    ],
  })
  expect(found).toMatchObject({ bundled: true, version: '2026.9.6' })
  expect(found.owners.map(({ plugin, harnesses }) => [plugin, ...harnesses]).toSorted()).toEqual([
    ['anthropic', 'claude-cli'],
    ['google', 'google-gemini-cli'],
    ['mine', 'mine-cli'],
    ['odd'],
  ])
})

test('what a manifest does not say is left out', () => {
  expect(ownerInManifest(null, '/x', false)).toBeNull()
  expect(ownerInManifest({ id: 'a', cliBackends: [1, ' B '], activation: 7 }, '/x', true)).toEqual({
    plugin: 'a',
    enabled: true,
    harnesses: ['b'],
    rootDir: '/x',
    bundled: true,
    onStartup: false,
  })
})

test.each([
  ['/usr/lib/node_modules/openclaw/openclaw.mjs', '/usr/lib/node_modules/openclaw'],
  ['/opt/homebrew/lib/node_modules/openclaw/dist/index.js', '/opt/homebrew/lib/node_modules/openclaw'],
  ['/usr/bin/node', null],
  ['openclaw/openclaw.mjs', null],
])('%s is of the package %s', (program, root) => {
  expect(packageOf(program)).toBe(root)
})

const owner = (plugin: string, bundled: boolean, rootDir: string, ...harnesses: string[]): Owner => ({
  plugin,
  enabled: true,
  harnesses,
  rootDir,
  bundled,
  onStartup: false,
})
const STATE = '/home/joel/.openclaw'
const anthropic = owner('anthropic', true, '/p/dist/extensions/anthropic', 'claude-cli')
const codex = owner('codex', false, `${STATE}/extensions/codex`, 'codex')
const disk = (more: Partial<Manifests>): Manifests => ({
  owners: [anthropic],
  looked: [],
  bundled: true,
  version: '2026.9.6',
  ...more,
})
const names = (indexed: readonly Owner[], manifests: Manifests, version: string | null = '2026.9.6') => {
  const known = withIndex(indexed, version, manifests, STATE)
  return [known.source, ...known.owners.map(({ plugin }) => plugin)]
}

test('the index counts, corrected by what is on the disk', () => {
  expect(names([anthropic], disk({}))).toEqual(['index', 'anthropic'])
  expect(names([anthropic], disk({ owners: [anthropic, codex] }))).toEqual(['index', 'anthropic', 'codex'])
  expect(names([anthropic, codex], disk({ looked: [`${STATE}/extensions`] }))).toEqual(['index', 'anthropic'])
  expect(names([anthropic], disk({ owners: [codex] }))).toEqual(['index', 'codex'])
})

test('what could not be looked at is not gone', () => {
  expect(names([anthropic, codex], disk({}))).toEqual(['index', 'anthropic', 'codex'])
  const nothing = disk({ owners: [], bundled: false, version: null })
  expect(names([anthropic, codex], nothing)).toEqual(['index', 'anthropic', 'codex'])
})

test('an index of another release is not relied on', () => {
  expect(names([anthropic, codex], disk({}), '2026.8.3')).toEqual(['manifests', 'anthropic'])
  expect(names([anthropic], disk({}), null)).toEqual(['index', 'anthropic'])
})
