import type { Daemon } from './state.ts'

const HOUR = 3_600_000
const MAX_TOKENS = 200_000

/** How full and how old the session is, with the thresholds and words of the real daemon. */
export function sessionPressure(daemon: Daemon) {
  const entries = daemon.session.manager.getEntries()
  const header = daemon.session.manager.getHeader()
  const started = Date.parse(entries[0]?.timestamp ?? header?.timestamp ?? new Date().toISOString())
  const compactedAt = entries.findLast((entry) => entry.type === 'compaction')?.timestamp ?? null
  const estimatedTokens = lastTokens(entries)
  const usagePercent = Math.round((estimatedTokens / MAX_TOKENS) * 100)
  const sessionAgeMs = Date.now() - started
  const lastCompactionAgeMs = Date.now() - (compactedAt ? Date.parse(compactedAt) : started)
  const rotate = usagePercent >= 75 || sessionAgeMs > 8 * HOUR
  const compact = usagePercent >= 65 || lastCompactionAgeMs > 4 * HOUR
  const reasons = [
    ...(usagePercent >= 65 ? ['context_usage'] : []),
    ...(lastCompactionAgeMs > 4 * HOUR ? ['compaction_gap'] : []),
    ...(sessionAgeMs > 8 * HOUR ? ['session_age'] : []),
  ]
  return {
    entries: entries.length,
    estimatedTokens,
    usagePercent,
    maxTokens: MAX_TOKENS,
    lastCompactionAt: compactedAt,
    lastCompactionAgeMs,
    sessionAgeMs,
    compactAtPercent: 65,
    rotateAtPercent: 75,
    maxCompactionGapMs: 4 * HOUR,
    maxSessionAgeMs: 8 * HOUR,
    contextHeadroomToCompactPercent: 65 - usagePercent,
    contextHeadroomToRotatePercent: 75 - usagePercent,
    compactionGapRemainingMs: 4 * HOUR - lastCompactionAgeMs,
    sessionAgeRemainingMs: 8 * HOUR - sessionAgeMs,
    health: rotate ? 'critical' : compact ? 'elevated' : 'ok',
    nextAction: rotate ? 'rotate' : compact ? 'compact' : 'observe',
    nextThresholdAction: rotate || compact ? 'rotate' : 'compact',
    nextThresholdSummary: rotate
      ? 'rotate immediately'
      : 'compact at 65% context or 4h since last compaction',
    reasons,
    queueDepth: 0,
    activeThreads: 1,
    warmThreads: 2,
    totalThreads: 5,
    consecutivePromptFailures: daemon.consecutiveFailures,
    fallbackActive: daemon.fallback !== null,
    fallbackActivationCount: daemon.activations,
    alerting: {
      lastNotifiedHealth: 'ok',
      lastNotifiedAt: null,
      lastRecoveredAt: null,
      cooldownMs: 1_800_000,
    },
  }
}

/** Tokens of the last finished assistant message; aborted and failed ones do not count. */
function lastTokens(entries: ReturnType<Daemon['session']['manager']['getEntries']>): number {
  for (const entry of entries.toReversed()) {
    if (entry.type !== 'message' || entry.message.role !== 'assistant') continue
    if (entry.message.stopReason !== 'error' && entry.message.stopReason !== 'aborted')
      return entry.message.usage.totalTokens
  }
  return 0
}
