import type { Rule } from '../../../logs/rule.ts'
import { channelRules } from './channels.ts'
import { modelRules } from './model.ts'
import { redisRules } from './redis.ts'
import { runtimeRules } from './runtime.ts'
import { sessionRules } from './session.ts'
import { telemetryRules } from './telemetry.ts'

/** The topics of `gateway.err`, each a check of its own, in the order in which they are shown. */
export const errorTopics = {
  model: { title: 'the model provider takes our prompts', rules: modelRules },
  session: { title: 'the session takes one prompt after the other', rules: sessionRules },
  redis: { title: 'the daemon keeps its connection to Redis', rules: redisRules },
  channels: { title: 'the channels receive and send', rules: channelRules },
  runtime: { title: 'the daemon runs without exceptions', rules: runtimeRules },
  telemetry: { title: 'telemetry is delivered', rules: telemetryRules },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly rules: readonly Rule[] }>>

/** All rules in one order: a record belongs to the first that matches, the general ones stand last. */
export const errorRules: readonly Rule[] = [
  ...modelRules,
  ...channelRules,
  ...redisRules,
  ...telemetryRules,
  ...sessionRules,
  ...runtimeRules,
]
