import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Case } from '../case.ts'
import { installCommand } from './command.ts'
import { installed } from './commands/systemctl.ts'
import { fault, negative, runtime, warned } from './make.ts'

const MISSING = 'cli-status.backend-not-found'
const SCENARIO = 'openclaw.backend-missing'
const none = { config: () => runtime('claude-cli'), programs: [] } as const

/** The programs of CLI backends, on the PATH of the gateway's own process or service. */
export const backends: readonly Case[] = [
  fault('backend-missing', "the backend's program is not on the gateway's PATH", MISSING, SCENARIO, none),
  fault(
    'backend-only-spare',
    'the only other model needs a program that is not there',
    'cli-status.harness-unowned',
    'openclaw.harness-unowned',
    {
      programs: [],
      config: () => ({
        agents: { defaults: { model: { primary: 'ghost-cli/m', fallbacks: ['claude-cli/claude-opus-5'] } } },
      }),
    },
    [MISSING],
  ),
  warned('backend-other-model', 'a model without it answers', SCENARIO, [MISSING], {
    ...none,
    config: () => runtime('claude-cli', { fallbacks: ['mock/mock-1'] }),
  }),
  warned('backend-of-fallback', 'only a fallback needs it', SCENARIO, [MISSING], {
    programs: [],
    config: () => ({
      agents: { defaults: { model: { primary: 'mock/mock-1', fallbacks: ['claude-cli/claude-opus-5'] } } },
    }),
  }),
  fault(
    'backend-of-service',
    'stopped; the PATH of its unit lacks it',
    'process.not-running',
    'openclaw.stopped',
    {
      ...none,
      running: false,
      boots: (now) => [
        {
          pid: 7,
          startedAt: now - 900_000,
          endedAt: now - 300_000,
          outcome: 'clean_stop',
          reason: 'stop (SIGTERM)',
        },
      ],
      settings: ({ home }) => ({
        service: {
          manager: 'systemd-user',
          systemctl: installCommand(home, 'systemctl', {
            ...installed,
            ActiveState: 'inactive',
            SubState: 'dead',
            Environment: `PATH=${home}/programs OPENCLAW_PATH_BOOTSTRAPPED=1 OPENCLAW_GATEWAY_TOKEN=lab-token-91ad`,
            ExecStart: '{ path=/usr/bin/node ; argv[]=/usr/bin/node /opt/openclaw/dist/index.js gateway ; }',
          }),
        },
      }),
    },
    [MISSING],
    ['--keep-going'],
  ),
  negative('backend-in-home', 'it is where the gateway looks by itself', {
    ...none,
    env: () => ({ OPENCLAW_PATH_BOOTSTRAPPED: '' }),
    finish: async ({ home }) => program(join(home, '.local/bin'), 'claude'),
  }),
  negative('backend-by-path', 'an older release names the program itself', {
    programs: [],
    index: { version: '2026.5.4' },
    config: () => ({
      agents: {
        defaults: {
          model: 'claude-cli/claude-opus-4-7',
          cliBackends: { 'claude-cli': { command: '~/tools/claude' } },
        },
      },
    }),
    finish: async ({ home }) => program(join(home, 'tools'), 'claude'),
  }),
]

function program(directory: string, name: string): void {
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, name), '#!/bin/sh\n', { mode: 0o755 })
}
