import type { TelemetryEvent } from '../../src/systems/joelclaw/telemetry.ts'
import { aboutEvents, defineFamily, eventText, type FamilyJudge, only, sinceLast } from './joelclaw-family.ts'

/** Switches to the fallback that were not taken back, and attempts to return that failed. */
export const judgeFallback: FamilyJudge = (events, hours) => {
  const restored = only(events, 'model_fallback.primary_restored')
  const swapped = sinceLast(only(events, 'model_fallback.swapped'), restored)
  const failing = sinceLast(
    only(events, 'model_fallback.probe_failed', 'fallback.model_not_found', 'fallback.setModel.failed'),
    restored,
  )
  return [
    ...(swapped[0]
      ? [
          aboutEvents(swapped, {
            code: 'otel.fallback-swapped',
            summary: `the gateway switched to its fallback model ${times(swapped)} and has not returned`,
            params: { why: reasonOf(swapped[0]), hours },
          }),
        ]
      : []),
    ...(failing[0]
      ? [
          aboutEvents(failing, {
            code: 'otel.fallback-probe-failing',
            summary: `the return to the primary model failed ${times(failing)}: ${reasonOf(failing[0])}`,
            params: { why: reasonOf(failing[0]), hours },
          }),
        ]
      : []),
  ]
}

/** Starts at which the session's model was not the configured one. */
export const judgeDrift: FamilyJudge = (events, hours) =>
  events[0]
    ? [
        aboutEvents(events, {
          code: 'otel.model-drift',
          summary: `the gateway started with another model than configured ${times(events)}`,
          params: { why: reasonOf(events[0]), hours },
        }),
      ]
    : []

/** Alerts about model failures, also those that were held back or could not be sent. */
export const judgeAlerts: FamilyJudge = (events, hours) => {
  if (!events[0]) return []
  const unsent = only(events, 'model_failure.alert.failed').length
  const summary = `${events.length} alerts about model failures${unsent > 0 ? `, ${unsent} of them could not be sent` : ''}`
  return [
    aboutEvents(events, {
      code: 'otel.model-failures-alerted',
      summary,
      params: { why: reasonOf(events[0]), hours },
    }),
  ]
}

/** Failed prompts; those before a later success are history. */
export const judgePrompts: FamilyJudge = (events, hours) => {
  const failed = only(events, 'queue.prompt.failed')
  const open = sinceLast(
    failed,
    only(events, 'queue.prompt.sent').filter((event) => event.success),
  )
  const shown = open.length > 0 ? open : failed
  if (!shown[0]) return []
  const over = open.length === 0
  return [
    aboutEvents(shown, {
      code: 'otel.prompt-failures',
      severity: over ? 'note' : 'warning',
      summary: `${shown.length} prompts failed${over ? ', and later ones went through' : ''}: ${reasonOf(shown[0])}`,
      params: { why: reasonOf(shown[0]), hours },
    }),
  ]
}

export const joelclawFallbackEvents = defineFamily({
  family: 'fallback',
  title: 'the gateway is on its primary model',
  codes: ['otel.fallback-swapped', 'otel.fallback-probe-failing'],
  judge: judgeFallback,
})

export const joelclawDriftEvents = defineFamily({
  family: 'drift',
  title: 'the gateway started with the configured model',
  codes: ['otel.model-drift'],
  judge: judgeDrift,
})

export const joelclawAlertEvents = defineFamily({
  family: 'alerts',
  title: 'no model failure was alerted',
  codes: ['otel.model-failures-alerted'],
  judge: judgeAlerts,
})

export const joelclawPromptEvents = defineFamily({
  family: 'prompts',
  title: 'prompts go through',
  codes: ['otel.prompt-failures'],
  judge: judgePrompts,
})

/** Metadata's reason, else the error, else the action. */
function reasonOf(event: TelemetryEvent): string {
  const { reason } = event.metadata
  return typeof reason === 'string' && reason !== '' ? reason.slice(0, 150) : eventText(event).slice(0, 150)
}

const times = (events: readonly TelemetryEvent[]) => (events.length === 1 ? 'once' : `${events.length} times`)
