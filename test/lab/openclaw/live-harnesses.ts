import type { Case } from '../case.ts'
import { fault, negative, runtime, warned } from './make.ts'

const DEGRADED = 'cli-status.harness-degraded'
const declared = { config: () => runtime('claude-cli') }

/** Harnesses that have an owner, and what the running gateway says of it. */
export const liveHarnesses: readonly Case[] = [
  fault(
    'harness-load-failed',
    'the owner of the runtime did not load',
    DEGRADED,
    'openclaw.harness-degraded',
    {
      ...declared,
      knobs: {
        plugins: ['memory-core'],
        pluginErrors: [{ id: 'anthropic', failurePhase: 'load', error: "Cannot find module 'ws'" }],
      },
    },
  ),
  fault(
    'harness-load-error',
    'only the list of plugins has the error',
    DEGRADED,
    'openclaw.harness-degraded',
    {
      ...declared,
      knobs: {
        plugins: ['memory-core'],
        states: { anthropic: { state: 'unloaded', error: "Cannot find module 'ws'" } },
      },
    },
  ),
  warned(
    'harness-service-failed',
    'a service of the owner does not run',
    'openclaw.harness-degraded',
    [DEGRADED],
    {
      ...declared,
      knobs: {
        pluginErrors: [{ id: 'anthropic', failurePhase: 'service', error: 'service catalog: EADDRINUSE' }],
      },
    },
  ),
  fault(
    'harness-not-taken-over',
    'the owner was enabled again, and the gateway runs without it',
    'cli-status.harness-unowned',
    'openclaw.harness-unowned',
    { ...declared, knobs: { plugins: ['memory-core'], states: { anthropic: { state: 'disabled' } } } },
  ),
  fault(
    'harness-live-only',
    'the gateway still gives the agent the runtime that the configuration has no more',
    'cli-status.harness-unowned',
    'openclaw.harness-unowned',
    { knobs: { runtime: 'ghost-harness' } },
  ),
  warned(
    'harness-still-loaded',
    'the owner is disabled, and the running gateway has it still',
    'openclaw.harness-unowned',
    ['cli-status.harness-unowned'],
    { config: () => ({ ...runtime('claude-cli'), plugins: { entries: { anthropic: { enabled: false } } } }) },
  ),
  negative('harness-on-demand', 'the owner is loaded when a turn needs it', {
    config: () => runtime('google-gemini-cli'),
    programs: ['gemini'],
  }),
  negative('harness-unloaded', 'the owner is enabled and not loaded yet', {
    ...declared,
    knobs: { plugins: ['memory-core'], states: { anthropic: { state: 'unloaded' } } },
  }),
]
