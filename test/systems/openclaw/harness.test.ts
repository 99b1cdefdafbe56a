import { expect, test } from 'vitest'
import type { PluginPolicy } from '../../../src/systems/openclaw/config.ts'
import type { DeclaredModel } from '../../../src/systems/openclaw/declared.ts'
import { affectedModels, ownershipOf, severityOf } from '../../../src/systems/openclaw/harness.ts'
import type { Owner } from '../../../src/systems/openclaw/owner.ts'
import {
  isBroken,
  type Live,
  openQuestions,
  runtimeState,
  withLive,
} from '../../../src/systems/openclaw/runtimes.ts'

const owner = (plugin: string, enabled: boolean, ...harnesses: string[]): Owner => ({
  plugin,
  enabled,
  harnesses,
  rootDir: null,
  bundled: true,
  onStartup: plugin === 'anthropic',
})
const owners = [owner('anthropic', true, 'claude-cli'), owner('google', false, 'google-gemini-cli')]
const all: PluginPolicy = { enabled: true, allow: null, deny: [], entries: {}, loadPaths: [] }
const before = '2026.8.3'

test.each<[string, string | null, Partial<PluginPolicy>, string]>([
  ['claude-cli', before, {}, 'owned'],
  ['claude-cli', before, { entries: { anthropic: false } }, 'disabled'],
  ['claude-cli', before, { deny: ['anthropic'], entries: { anthropic: true } }, 'disabled'],
  ['claude-cli', before, { enabled: false }, 'disabled'],
  ['google-gemini-cli', before, {}, 'disabled'],
  ['google-gemini-cli', null, {}, 'disabled'],
  ['google-gemini-cli', before, { allow: ['memory-core'] }, 'disabled'],
  ['google-gemini-cli', before, { entries: { google: true } }, 'owned'],
  // From 2026.9 on an owner is loaded for the runtime that is declared, whatever is allowed.
  ['google-gemini-cli', '2026.9.6', { allow: ['memory-core'] }, 'owned'],
  ['google-gemini-cli', '2027.1.0', {}, 'owned'],
  ['google-gemini-cli', '2026.9.6', { entries: { google: false } }, 'disabled'],
  ['ghost', '2026.9.6', {}, 'nobody'],
  ['openclaw', '2026.9.6', { enabled: false }, 'owned'],
])('%s of release %s under %o: %s', (runtime, version, policy, kind) => {
  expect(ownershipOf(runtime, { owners, version }, { ...all, ...policy }).kind).toBe(kind)
})

test('what is not installed names its package', () => {
  expect(ownershipOf('codex', { owners, version: null }, all)).toEqual({
    kind: 'nobody',
    install: '@openclaw/codex',
  })
})

const model = (ref: string, runtime: string, legacy = false): DeclaredModel => ({
  ref,
  provider: ref.split('/')[0] ?? '',
  runtime,
  declaredAt: 'somewhere',
  legacy,
  contextWindow: null,
})

test.each<[string, readonly DeclaredModel[], readonly string[]]>([
  ['the only model', [model('a/1', 'ghost')], ['fault']],
  ['a fallback on the same runtime', [model('a/1', 'ghost'), model('a/2', 'ghost')], ['fault', 'warning']],
  ['a fallback that works', [model('a/1', 'ghost'), model('b/1', 'auto')], ['warning']],
  ['only a fallback is broken', [model('b/1', 'auto'), model('a/1', 'ghost')], ['warning']],
  ['a place that only older releases read', [model('a/1', 'ghost', true)], ['warning']],
  ['all is well', [model('b/1', 'auto')], []],
])('%s', (_, models, severities) => {
  const affected = affectedModels([{ id: 'main', models }], (runtime) => runtime === 'auto')
  expect(affected.map(severityOf)).toEqual(severities)
})

const live: Live = { loaded: ['anthropic'], failures: [], runtimes: null, plugins: new Map() }
const config = { plugins: all, backends: {} }
const known = { owners, version: '2026.9.6' }
const off = { ...config, plugins: { ...all, entries: { anthropic: false } } }

test.each<[string, typeof config, Live | null, string, boolean]>([
  ['stopped and enabled', config, null, 'works', false],
  ['loaded', config, live, 'works', false],
  ['enabled and not loaded yet', config, { ...live, loaded: [] }, 'works', false],
  ['disabled and stopped', off, null, 'disabled', true],
  ['disabled and absent', off, { ...live, loaded: [] }, 'disabled', true],
  ['disabled since, and loaded still', off, live, 'disabled', false],
  [
    'disabled since, and active still',
    off,
    { ...live, plugins: new Map([['anthropic', { state: 'active', error: null }]]) },
    'disabled',
    false,
  ],
  [
    'disabled since, and only the old health document names it',
    off,
    { ...live, plugins: new Map([['anthropic', { state: 'unloaded', error: null }]]) },
    'disabled',
    true,
  ],
  [
    'failed to load',
    config,
    { ...live, loaded: [], failures: [{ plugin: 'anthropic', phase: 'load', error: 'x' }] },
    'failed',
    true,
  ],
  [
    'loaded, a service of it failed',
    config,
    { ...live, failures: [{ plugin: 'anthropic', phase: 'service', error: 'x' }] },
    'failed',
    false,
  ],
  [
    'service-failed in the list of plugins',
    config,
    { ...live, loaded: [], plugins: new Map([['anthropic', { state: 'service-failed', error: null }]]) },
    'failed',
    false,
  ],
  [
    'unloaded with an error',
    config,
    { ...live, loaded: [], plugins: new Map([['anthropic', { state: 'unloaded', error: 'x' }]]) },
    'failed',
    true,
  ],
  [
    'unloaded without one',
    config,
    { ...live, loaded: [], plugins: new Map([['anthropic', { state: 'unloaded', error: null }]]) },
    'works',
    false,
  ],
  [
    'enabled on the disk, disabled in the gateway',
    config,
    { ...live, loaded: [], plugins: new Map([['anthropic', { state: 'disabled', error: null }]]) },
    'not-taken-over',
    true,
  ],
])('an owner that is %s', (_, policy, said, kind, broken) => {
  const state = runtimeState('claude-cli', known, policy, said)
  expect([state.kind, isBroken(state)]).toEqual([kind, broken])
})

test('the list of plugins is asked for only where an owner should have been loaded at the start', () => {
  const asked = (loaded: readonly string[]) =>
    openQuestions(['claude-cli', 'google-gemini-cli', 'ghost'], known, config, { loaded, failures: [] })
  expect(asked(['anthropic'])).toEqual([])
  expect(asked([])).toEqual(['anthropic'])
})

test('the running gateway names another runtime than the configuration', () => {
  const agents = [{ id: 'main', models: [model('a/1', 'auto'), model('a/2', 'auto')] }]
  const runtimes = (runtime: string) =>
    withLive(agents, { ...live, runtimes: { main: runtime } })[0]?.models.map((one) => one.runtime)
  expect(runtimes('Ghost')).toEqual(['ghost', 'auto'])
  expect(runtimes('auto')).toEqual(['auto', 'auto'])
  expect(withLive(agents, null)).toEqual(agents)
})
