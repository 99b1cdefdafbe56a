import type { Codes } from '../entry.ts'
import { answers } from './cli-status/answers.ts'
import { channels } from './cli-status/channels.ts'
import { claims } from './cli-status/claims.ts'
import { harness } from './cli-status/harness.ts'
import { intake } from './cli-status/intake.ts'
import { links } from './cli-status/links.ts'
import { models } from './cli-status/models.ts'
import { sessions } from './cli-status/sessions.ts'
import { sidecar } from './cli-status/sidecar.ts'
import { turns } from './cli-status/turns.ts'

export const cliStatus = {
  ...answers,
  ...sessions,
  ...turns,
  ...channels,
  ...models,
  ...claims,
  ...harness,
  ...sidecar,
  ...links,
  ...intake,
} as const satisfies Codes<'cli-status'>
