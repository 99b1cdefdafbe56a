import { type Codes, change, look, remedy } from '../../entry.ts'
import { restartGateway } from '../openclaw-steps.ts'
import { again, seeErrors } from './steps.ts'

/** What the gateway needs to run its agents, and who may ask it. */
export const harness = {
  'cli-status.harness-unowned': {
    title: 'Nobody registers the harness of an agent',
    meaning:
      'The gateway looks healthy and every message to this agent fails. This is known before the first message.',
    cause: 'Agent {agent} needs the harness {runtime} for {model}; {owner}.',
    remedy: remedy(
      'Enable or install the plugin that registers it, or give the agent another runtime.',
      seeErrors,
    ),
    bySystem: {
      openclaw: remedy(
        'Enable or install the plugin that registers it, or take the runtime out of the configuration; then restart the gateway.',
        change('enable the plugin', 'openclaw', 'plugins', 'enable', '{plugin}'),
        change('install the plugin', 'openclaw', 'plugins', 'install', '{package}'),
        look('see which plugins know it', 'openclaw', 'plugins', 'list'),
        restartGateway,
      ),
    },
    verify: ['firstfault diagnose --only cli-status', 'firstfault diagnose --e2e answer'],
  },
  'cli-status.harness-degraded': {
    title: 'The plugin that brings a harness failed',
    meaning:
      'Its plugin is enabled and did not come up, or a part of it does not run: messages to this agent fail, or may fail.',
    cause: '{owner}, which agent {agent} needs for {model}.',
    remedy: remedy('Read why, mend it, and restart the gateway.', seeErrors),
    bySystem: {
      openclaw: remedy(
        'Read why, mend it, and restart the gateway; or give the agent another runtime.',
        look('see why', 'openclaw', 'plugins', 'inspect', '{plugin}', '--runtime', '--json'),
        restartGateway,
      ),
    },
    verify: ['firstfault diagnose --only cli-status', 'firstfault diagnose --e2e answer'],
  },
  'cli-status.harness-registered-late': {
    title: 'A harness was not there when turns needed it',
    meaning:
      'The gateway said that it was ready, and {count} turns failed because the harness {runtime} was not registered yet.',
    cause:
      'Its plugin is enabled and registers it late, or lost it while the gateway ran. It may come back with the next turn.',
    remedy: remedy('Try one turn; if it fails too, restart the gateway.', seeErrors),
    bySystem: {
      openclaw: remedy(
        'Try one turn; if it fails too, restart the gateway.',
        look('try one turn', 'firstfault', 'diagnose', '--e2e', 'answer'),
        restartGateway,
      ),
    },
    verify: ['firstfault diagnose --e2e answer'],
  },
  'cli-status.backend-not-found': {
    title: 'The program of a CLI backend is not found',
    meaning: 'Every turn of the backend fails where the gateway looks on the same PATH.',
    cause:
      '{program}, which {runtime} runs, is not installed, or lies where only a login shell finds it ({path}).',
    remedy: remedy(
      'Install it, or put its directory on the PATH of the service.',
      look('see where it is for this user', 'which', '{program}'),
    ),
    bySystem: {
      openclaw: remedy(
        'Install it, or put its directory on the PATH of the service, and restart the gateway.',
        look('see where it is for this user', 'which', '{program}'),
        restartGateway,
      ),
    },
    verify: ['firstfault diagnose --only cli-status', 'firstfault diagnose --e2e answer'],
  },
  'cli-status.token-mismatch': {
    title: 'The running gateway has another token than its configuration',
    meaning: 'Every client that reads the configuration is turned away; channels may go on working.',
    cause: 'The token was changed in {file} after the start, or the gateway was started with another one.',
    remedy: remedy('Restart the gateway, or put the old token back.', seeErrors),
    bySystem: {
      openclaw: remedy(
        'Restart the gateway so that it reads the new token, or put the old one back.',
        restartGateway,
      ),
    },
    verify: again,
  },
  'cli-status.plugin-failed': {
    title: 'Plugins of the gateway failed to load',
    meaning: 'What they bring (channels, models, tools) is missing.',
    cause: 'The gateway names them itself: {plugins}.',
    remedy: remedy('Read why.', seeErrors),
    bySystem: {
      openclaw: remedy(
        'Read why, mend or disable them, and restart the gateway.',
        look('see the load errors', 'openclaw', 'plugins', 'doctor'),
      ),
    },
    verify: again,
  },
} as const satisfies Codes<'cli-status'>
