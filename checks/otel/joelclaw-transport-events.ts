import type { TelemetryEvent } from '../../src/systems/joelclaw/telemetry.ts'
import { aboutEvents, defineFamily, type FamilyJudge, only, sinceLast } from './joelclaw-family.ts'

/** Losses below this, followed by a return to normal, are one reconnect. */
const FLAPPING = 3

/** Losses of Redis: mode changes, rejected commands and failed mode reads. One that is over is a note. */
export const judgeRedisEvents: FamilyJudge = (events, hours) => {
  const [back, losses] = [events.filter(isReturn), events.filter((event) => !isReturn(event))]
  if (losses.length === 0) return []
  const over = sinceLast(losses, back).length === 0
  return [
    aboutEvents(losses, {
      code: 'otel.redis-flapping',
      severity: over && losses.length < FLAPPING ? 'note' : 'warning',
      summary: `the gateway reported ${losses.length} losses of Redis${over ? ', the last one is over' : ''}`,
      params: { hours },
    }),
  ]
}

/** Conflicts of two pollers that no recovery followed. */
export const judgePolling: FamilyJudge = (events, hours) => {
  const conflicts = only(events, 'telegram.channel.start_failed', 'telegram.channel.retry_scheduled').filter(
    isConflict,
  )
  const open = sinceLast(conflicts, only(events, 'telegram.channel.polling_recovered'))
  if (open.length === 0) return []
  const owner = only(
    events,
    'telegram.channel.poll_owner.acquired',
    'telegram.channel.poll_owner.passive',
    'telegram.channel.poll_owner.lost',
  )[0]
  const lease = owner ? `, the last lease event is ${owner.action.split('.').at(-1)}` : ''
  return [
    aboutEvents(open, {
      code: 'otel.poll-conflict',
      summary: `Telegram polling conflicted ${open.length} times and has not recovered${lease}`,
      params: { hours },
    }),
  ]
}

export const joelclawRedisEvents = defineFamily({
  family: 'redis',
  title: 'the gateway keeps its Redis connection',
  codes: ['otel.redis-flapping'],
  judge: judgeRedisEvents,
})

export const joelclawPollingEvents = defineFamily({
  family: 'polling',
  title: 'nobody else polls the Telegram bot',
  codes: ['otel.poll-conflict'],
  judge: judgePolling,
})

function isReturn({ action, metadata }: TelemetryEvent): boolean {
  return (
    action === 'runtime.mode.changed' &&
    [metadata.mode, metadata.to, metadata.nextMode, metadata.currentMode].includes('normal')
  )
}

function isConflict({ metadata, error }: TelemetryEvent): boolean {
  return metadata.conflict === true || /\b409\b|conflict/i.test(error ?? '')
}
