import { HOUR } from '../../core/window.ts'

/** A group of actions that is looked at over its own time back from the end of the window, or over the window.
 *  The names are those of joelclaw of 2026-03. */
export interface Family {
  readonly hours: number | null
  readonly actions: readonly string[]
}

export const FAMILIES = {
  fallback: {
    hours: null,
    actions: [
      'model_fallback.swapped',
      'model_fallback.primary_restored',
      'model_fallback.probe_failed',
      'fallback.model_not_found',
      'fallback.setModel.failed',
    ],
  },
  drift: {
    hours: null,
    actions: [
      'model.reconciled_on_startup',
      'model.resolved_to_active_session',
      'model.reconcile_on_startup.failed',
    ],
  },
  alerts: {
    hours: null,
    actions: ['model_failure.alert.sent', 'model_failure.alert.suppressed', 'model_failure.alert.failed'],
  },
  prompts: { hours: null, actions: ['queue.prompt.failed', 'queue.prompt.sent'] },
  redis: {
    hours: null,
    actions: [
      'runtime.mode.changed',
      'mode.read.failed',
      'mode.write.failed',
      'daemon.redis.max_retries_rejection',
      'redis.subscriber.error',
      'redis.command.error',
    ],
  },
  polling: {
    hours: null,
    actions: [
      'telegram.channel.start_failed',
      'telegram.channel.retry_scheduled',
      'telegram.channel.polling_recovered',
      'telegram.channel.poll_owner.acquired',
      'telegram.channel.poll_owner.passive',
      'telegram.channel.poll_owner.lost',
    ],
  },
  dedup: {
    hours: 6,
    actions: ['queue.dedup_dropped', 'message.dedup_dropped', 'queue.consecutive_dedup_dropped'],
  },
  forward: {
    hours: 6,
    actions: [
      'outbound.console_forward.suppressed_policy',
      'outbound.console_forward.sent',
      'response.generated.background_source',
      'events.dispatched.background_only',
      'events.triaged',
    ],
  },
} as const satisfies Readonly<Record<string, Family>>

export type FamilyName = keyof typeof FAMILIES

/** Where a family's time begins, epoch ms. */
export function sinceOf({ hours }: Family, window: { since: number; until: number }): number {
  return hours === null ? window.since : Math.min(window.since, window.until - hours * HOUR)
}

/** Length of a family's time in hours, at least 1 for a command line that takes whole ones. */
export function hoursOf(family: Family, window: { since: number; until: number }): number {
  return Math.max(1, Math.ceil((window.until - sinceOf(family, window)) / HOUR))
}
