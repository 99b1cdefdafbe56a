import { channelsAt } from './channels.ts'
import { modelOf } from './fallback.ts'
import { sessionPressure } from './pressure.ts'
import { queueDepth } from './queue.ts'
import type { Daemon } from './state.ts'

type Json = Readonly<Record<string, unknown>>

/** The whole /health document of the daemon as it is now, with what the lab lays over it. */
export function healthDocument(daemon: Daemon): Json {
  const now = Date.now()
  const wait = daemon.waitingSince ? now - daemon.waitingSince : 0
  const dead = daemon.consecutiveFailures >= 3
  const available = !dead && wait < 600_000
  const redisOk = daemon.runtime.mode === 'normal' && daemon.runtime.reason === 'redis_connected'
  const { mode, reason, reconnectAttempts } = daemon.runtime
  const since = new Date(daemon.runtime.since).toISOString()
  const session = dead
    ? `dead (${daemon.consecutiveFailures} consecutive failures)`
    : wait > 600_000
      ? `stuck (${Math.round(wait / 1000)}s)`
      : 'ok'
  const document = {
    ok: available,
    available,
    healthy: available && redisOk,
    checkedAt: new Date(now).toISOString(),
    mode: redisOk ? 'normal' : mode,
    degradedCapabilities: redisOk || reason === 'startup_pending' ? [] : LOST_WITHOUT_REDIS,
    reason,
    since,
    reconnectAttempts,
    components: {
      redis: redisOk ? 'ok' : 'degraded',
      telegram: 'fallback',
      discord: 'disabled',
      imessage: 'ok',
      slack: 'ok',
      ws: 'ok (0 clients)',
      session,
      consecutivePromptFailures: daemon.consecutiveFailures,
      waitingForTurnEnd: daemon.waitingSince !== null,
      stuckRecoveryPending: false,
      stuckRecoveryDeadlineMs: 0,
    },
    status: statusOf(daemon, now),
  }
  return lay(document, daemon.knobs.health)
}

function statusOf(daemon: Daemon, now: number): Json {
  const { runtime, session, turn, fallback } = daemon
  const pressure = sessionPressure(daemon)
  const { entries, estimatedTokens, usagePercent, maxTokens, health } = pressure
  const since = fallback ? new Date(fallback.since).toISOString() : null
  return {
    pid: process.pid,
    sessionId: session.manager.getSessionId(),
    uptimeMs: now - daemon.startedAt,
    model: modelOf(session.model),
    isStreaming: session.isStreaming,
    queueDepth: queueDepth(),
    fallback: fallback
      ? { active: true, model: modelOf(fallback.model), since, activationCount: daemon.activations }
      : { active: false },
    runtime: {
      reason: runtime.reason,
      since: new Date(runtime.since).toISOString(),
      reconnectAttempts: runtime.reconnectAttempts,
      lastError: runtime.lastError,
      redisHealthy: runtime.reason === 'redis_connected',
      subscriberStatus: daemon.subscriber.status,
      commandStatus: daemon.commands.status,
    },
    context: { entries, estimatedTokens, usagePercent, maxTokens, health },
    sessionPressure: pressure,
    supersession: {
      activeRequest: turn
        ? {
            id: turn.id,
            source: turn.source,
            enqueuedAt: new Date(turn.enqueuedAt).toISOString(),
            supersessionKey: null,
            superseded: false,
            supersededAt: null,
            supersededBySource: null,
          }
        : null,
      lastEvent: null,
      batching: { windowMs: 1500, pendingCount: 0, pendingSources: [], lastFlush: null },
    },
    ...channelsAt(daemon.startedAt),
    operatorTracing: NO_TRACES,
    callbackTracing: NO_TRACES,
    guardrails: {
      currentTurnToolCalls: 0,
      currentTurnToolSummary: 'none',
      checkpointSentThisTurn: false,
      lastCheckpointAt: null,
      lastCheckpointReason: null,
      pendingDeployVerifications: [],
    },
  }
}

/** `over` laid on `under`: objects are merged, everything else is replaced. */
function lay(under: Json, over: Json): Json {
  const merged: Record<string, unknown> = { ...under }
  for (const [name, value] of Object.entries(over)) {
    const below = merged[name]
    merged[name] = isObject(below) && isObject(value) ? lay(below, value) : value
  }
  return merged
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const NO_TRACES = {
  timeoutMs: 15_000,
  activeCount: 0,
  activeRoutes: [],
  activeKinds: [],
  lastCompleted: null,
  lastFailed: null,
  lastTimedOut: null,
  recent: [],
}

const LOST_WITHOUT_REDIS = [
  {
    key: 'redis_event_bridge',
    reason: 'Redis pub/sub ingress is unavailable; direct channel conversation stays online.',
  },
  {
    key: 'message_replay',
    reason: 'Redis-backed replay and durable stream recovery are unavailable until Redis reconnects.',
  },
  {
    key: 'redis_operational_commands',
    reason: 'Queue inspection and mutation commands that depend on Redis return degraded data only.',
  },
  {
    key: 'telegram_poll_owner_lease',
    reason:
      'Telegram poll-owner durability falls back to direct polling/backoff without Redis lease coordination.',
  },
]
