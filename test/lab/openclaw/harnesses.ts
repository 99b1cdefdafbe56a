import { join } from 'node:path'
import type { Case } from '../case.ts'
import { fault, negative, runtime, warned } from './make.ts'
import { BUNDLED, installPackage, installPlugin } from './package.ts'

const UNOWNED = 'cli-status.harness-unowned'
const SCENARIO = 'openclaw.harness-unowned'
const listed = (primary: string, ...fallbacks: readonly string[]) => ({
  agents: { list: [{ id: 'main', model: { primary, fallbacks } }] },
})

/** Harnesses that are declared, and who registers them by what is on the disk. */
export const harnesses: readonly Case[] = [
  fault('ghost-harness', 'a runtime that nobody registers', UNOWNED, SCENARIO, {
    config: () => runtime('ghost-harness'),
  }),
  fault('codex-missing', 'a runtime of a plugin that is not installed', UNOWNED, SCENARIO, {
    config: () => runtime('codex'),
  }),
  fault('harness-disabled', 'the plugin of the runtime is disabled', UNOWNED, SCENARIO, {
    config: () => runtime('claude-cli'),
    disabled: ['anthropic'],
  }),
  fault('harness-disabled-since', 'it was disabled after the index was written', UNOWNED, SCENARIO, {
    config: () => ({ ...runtime('claude-cli'), plugins: { entries: { anthropic: { enabled: false } } } }),
    knobs: { plugins: ['memory-core'] },
  }),
  fault('harness-denied', 'the plugin of the runtime is denied', UNOWNED, SCENARIO, {
    config: () => ({ ...runtime('claude-cli'), plugins: { deny: ['anthropic'] } }),
    knobs: { plugins: ['memory-core'] },
  }),
  fault('harness-legacy-ref', 'an old reference names the backend itself', UNOWNED, SCENARIO, {
    config: () => ({ agents: { defaults: { model: { primary: 'claude-cli/claude-opus-4-7' } } } }),
    disabled: ['anthropic'],
  }),
  fault('harness-same-fallback', 'the fallbacks need the same harness', UNOWNED, SCENARIO, {
    config: () => listed('claude-cli/claude-opus-4-7', 'claude-cli/claude-sonnet-4-6'),
    disabled: ['anthropic'],
  }),
  fault('harness-wildcard', 'a wildcard in capital letters gives the runtime', UNOWNED, SCENARIO, {
    config: () => ({
      agents: {
        defaults: {
          model: 'Anthropic/claude-opus-5',
          models: { 'anthropic/*': { agentRuntime: { id: 'Claude-CLI' } } },
        },
      },
      plugins: { enabled: false },
    }),
    knobs: { plugins: [] },
  }),
  warned('harness-other-fallback', 'a fallback on another runtime answers', SCENARIO, [UNOWNED], {
    config: () => runtime('ghost-harness', { fallbacks: ['mock/mock-1'] }),
  }),
  warned('harness-broken-fallback', 'only the fallback needs what nobody registers', SCENARIO, [UNOWNED], {
    config: () => ({
      agents: {
        defaults: {
          model: { primary: 'mock/mock-1', fallbacks: ['mock/mock-2'] },
          models: { 'mock-2': { agentRuntime: { id: 'ghost-harness' } } },
        },
      },
    }),
  }),
  warned('harness-legacy-key', 'a runtime in a place that only older releases read', SCENARIO, [UNOWNED], {
    config: () => ({
      agents: { defaults: { model: 'mock/mock-1', agentRuntime: { id: 'ghost-harness' } } },
    }),
  }),
  fault('harness-no-index', 'without an index the manifests tell', UNOWNED, SCENARIO, {
    index: null,
    config: () => runtime('claude-cli'),
    disabled: ['anthropic'],
    finish: async ({ home }) => installPackage(home, '2026.9.6', BUNDLED),
  }),
  fault('harness-updated-away', 'the package was updated, and brings it no more', UNOWNED, SCENARIO, {
    index: { version: '2026.8.3' },
    config: () => runtime('google-gemini-cli'),
    finish: async ({ home }) => installPackage(home, '2026.9.6', BUNDLED.slice(0, 1)),
  }),
  negative('harness-manifests', 'no index, and the manifests name an owner', {
    index: null,
    config: () => runtime('claude-cli'),
    finish: async ({ home }) => installPackage(home, '2026.9.6', BUNDLED),
  }),
  negative(
    'harness-allow-omits',
    'the list of allowed plugins omits an owner, which is loaded all the same',
    {
      index: { disabled: ['anthropic'] },
      config: () => ({ ...runtime('claude-cli'), plugins: { allow: ['memory-core'] } }),
      knobs: { plugins: ['memory-core'] },
    },
  ),
  negative('harness-installed-since', 'an owner was installed after the index was written', {
    config: () => runtime('codex'),
    knobs: { plugins: ['anthropic', 'codex', 'memory-core'] },
    finish: async ({ state }) =>
      installPlugin(join(state, 'npm/projects/codex-1a2b/node_modules/@openclaw/codex'), {
        id: 'codex',
        activation: { onStartup: false, onAgentHarnesses: ['codex'] },
      }),
  }),
]
