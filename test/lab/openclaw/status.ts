import type { Case } from '../case.ts'
import { fault, warned } from './make.ts'

/** What the running gateway says of itself. */
export const status: readonly Case[] = [
  fault('draining', 'it is shutting down', 'cli-status.draining', null, { knobs: { phase: 'draining' } }),
  fault('not-ready', 'its plugins are being replaced', 'cli-status.unhealthy', null, {
    knobs: { failing: ['plugin-reload'] },
  }),
  fault(
    'token-drift',
    'another token than the configuration',
    'cli-status.token-mismatch',
    'openclaw.token-drift',
    { knobs: { token: 'the-old-one' } },
  ),
  warned('channel-down', 'a channel account does not run', null, ['cli-status.channel-stopped'], {
    knobs: {
      channels: {
        telegram: [
          {
            accountId: 'default',
            enabled: true,
            configured: true,
            running: false,
            lastError: '401: Unauthorized',
          },
        ],
      },
    },
  }),
  warned('plugin-failed', 'a plugin failed to load', null, ['cli-status.plugin-failed'], {
    knobs: { pluginErrors: [{ id: 'telegram', failurePhase: 'load', error: 'Cannot find module' }] },
  }),
]
