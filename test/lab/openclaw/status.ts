import type { Case } from '../case.ts'
import { record } from './log.ts'
import { boot, fault, lost, runtime, warned } from './make.ts'

/** What the running gateway says of itself. */
export const status: readonly Case[] = [
  fault('draining', 'it is shutting down', 'cli-status.draining', null, { knobs: { phase: 'draining' } }),
  fault('not-ready', 'an agent database is not admitted', 'cli-status.unhealthy', null, {
    knobs: { failing: ['agent-database:main'] },
  }),
  fault(
    'token-drift',
    'another token than the configuration',
    'cli-status.token-mismatch',
    'openclaw.token-drift',
    { knobs: { token: 'the-old-one' } },
  ),
  fault(
    'ghost-harness',
    'a runtime that nobody registers',
    'cli-status.harness-unowned',
    'openclaw.harness-unowned',
    { config: () => runtime('ghost-harness') },
  ),
  fault(
    'codex-missing',
    'a runtime of a plugin that is not installed',
    'cli-status.harness-unowned',
    'openclaw.harness-unowned',
    { config: () => runtime('codex') },
  ),
  fault(
    'harness-disabled',
    'the plugin of the runtime is disabled',
    'cli-status.harness-unowned',
    'openclaw.harness-unowned',
    { config: () => runtime('claude-cli'), disabled: ['anthropic'] },
  ),
  fault(
    'harness-disabled-since',
    'the plugin was disabled after the index was written',
    'cli-status.harness-unowned',
    'openclaw.harness-unowned',
    { config: () => ({ ...runtime('claude-cli'), plugins: { entries: { anthropic: { enabled: false } } } }) },
  ),
  fault(
    'harness-same-fallback',
    'the fallbacks need the same harness',
    'cli-status.harness-unowned',
    'openclaw.harness-unowned',
    {
      config: () => ({
        agents: {
          list: [
            {
              id: 'main',
              model: { primary: 'claude-cli/claude-opus-4-7', fallbacks: ['claude-cli/claude-sonnet-4-6'] },
            },
          ],
        },
      }),
      disabled: ['anthropic'],
    },
  ),
  warned(
    'harness-other-fallback',
    'a fallback on another runtime answers',
    'openclaw.harness-unowned',
    ['cli-status.harness-unowned'],
    { config: () => runtime('ghost-harness', { fallbacks: ['mock/mock-1'] }) },
  ),
  fault(
    'harness-late',
    'an enabled harness was not registered when a turn came',
    'cli-status.harness-registered-late',
    'openclaw.harness-race',
    {
      config: () => runtime('claude-cli'),
      log: lost('Requested agent harness "claude-cli" is not registered.'),
      tasks: () => [],
    },
  ),
  fault(
    'harness-late-telegram',
    'the same through Telegram, as 2026.5.4 wrote it',
    'cli-status.harness-registered-late',
    'openclaw.harness-race',
    {
      config: () => runtime('claude-cli'),
      tasks: () => [],
      log: (now) => [
        ...boot(now),
        record(
          'diagnostic',
          'INFO',
          'message dispatch completed: channel=telegram sessionId=unknown sessionKey=agent:main:telegram:direct:7 source=replyResolver outcome=error duration=17696ms error="MissingAgentHarnessError: Requested agent harness "claude-cli" is not registered."',
          now - 30_000,
        ),
      ],
    },
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
    knobs: { pluginErrors: ['telegram'] },
  }),
]
