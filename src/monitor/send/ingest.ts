import type { Host } from '../../host/host.ts'
import { clean } from '../../redact/clean.ts'
import { criticalFailures } from '../result.ts'
import type { TickResult } from '../tick.ts'

const DEADLINE_MS = 2_000

/** The event of one round as joelclaw's own monitor writes it (observability ingest of its worker, 2026-03), so that a
 *  search for the component or the action finds it. */
export function healthEvent(
  { report, reading, state, actions, restart }: TickResult,
  id: string,
  now: number,
) {
  const channels = reading.troubles.filter((trouble) => trouble.key.startsWith('channel:'))
  const open = Object.entries(state.conditions).filter(([, condition]) => condition.alert)
  const success = !report.firstFault && !open.some(([key]) => key.startsWith('channel:'))
  const summary = clean(report.firstFault?.summary ?? `verdict ${report.verdict}`, 300)
  return {
    id,
    timestamp: now,
    level: success ? 'info' : 'warn',
    source: 'worker',
    component: 'check-gateway-health',
    action: 'gateway.health.checked',
    duration_ms: report.durationMs,
    success,
    ...(success ? {} : { error: summary }),
    metadata: {
      tool: `${report.tool.name} ${report.tool.version}`,
      gateway: report.gateway.name,
      verdict: report.verdict,
      summary,
      code: report.firstFault?.code ?? null,
      criticalFailures: criticalFailures(reading),
      streaks: Object.fromEntries(Object.entries(state.conditions).map(([key, { streak }]) => [key, streak])),
      channelHealth: channels.map(({ key, code }) => ({ channel: key.slice('channel:'.length), code })),
      mutedChannels: reading.leftOut.map((one) => one.channel),
      actions: actions.map((action) =>
        action.type === 'restart' ? 'restart' : `${action.kind} ${action.key}`,
      ),
      restart: restart?.outcome ?? null,
    },
  }
}

/** Sends the event; gives the problem, null when it was taken. */
export async function emitHealth(url: string, host: Host, result: TickResult): Promise<string | null> {
  const event = healthEvent(result, host.random.uuid(), host.clock.now())
  const answer = await host.http.request(
    {
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
      deadlineMs: DEADLINE_MS,
      maxBytes: 2_000,
    },
    new AbortController().signal,
  )
  if (!answer.ok) return answer.message
  return answer.status >= 200 && answer.status < 300 ? null : `HTTP ${answer.status}`
}
