import { err } from './records.ts'
import type { Daemon } from './state.ts'

const STUCK_MS = 600_000
const GRACE_MS = 90_000

/** The daemon's own supervision: idle waiter, stuck and dead session, and what it does about them. */
export function startWatchdog(daemon: Daemon): () => void {
  let recoveringSince: number | null = null
  let looked = Date.now()
  const tick = () => {
    const now = Date.now()
    const age = daemon.waitingSince ? now - daemon.waitingSince : 0
    if (daemon.waitingSince && age > daemon.knobs.idleWaiterMs) {
      daemon.waitingSince = null
      err('[gateway] idle waiter timed out — releasing drain lock', { timeoutMs: 300000, promptAgeMs: age })
      daemon.emit('warn', 'daemon.watchdog', 'watchdog.idle_waiter.timeout', {
        metadata: { promptAgeMs: age },
      })
    }
    if (now - looked < daemon.knobs.watchdogMs) return
    looked = now
    if (isUnwell(daemon, age)) err('[gateway:watchdog] health check', healthRecord(daemon, age))
    if (daemon.consecutiveFailures >= 3) return restartDead(daemon)
    if (age <= STUCK_MS) return
    if (recoveringSince === null) {
      recoveringSince = now
      err('[gateway:watchdog] session appears stuck — attempting abort', {
        stuckForMs: age,
        recoveryGraceMs: GRACE_MS,
      })
      daemon.emit('error', 'daemon.watchdog', 'watchdog.session_stuck', {
        success: false,
        metadata: { stuckForMs: age },
      })
    } else if (now - recoveringSince > GRACE_MS) {
      const overdueMs = now - recoveringSince - GRACE_MS
      err('[gateway:watchdog] stuck recovery timed out — restarting daemon', {
        overdueMs,
        queueDepth: 0,
        promptAgeMs: age,
      })
      daemon.emit('error', 'daemon.watchdog', 'watchdog.session_stuck.recovery_timeout', { success: false })
      void daemon.stop('watchdog:stuck-recovery-timeout')
    }
  }
  const timer = setInterval(tick, 50)
  return () => clearInterval(timer)
}

function restartDead(daemon: Daemon): void {
  err('[gateway:watchdog] session appears dead — too many consecutive prompt failures', {
    consecutiveFailures: daemon.consecutiveFailures,
  })
  err('[gateway:watchdog] initiating self-restart for session recovery')
  daemon.emit('fatal', 'daemon.watchdog', 'watchdog.session_dead', { success: false })
  void daemon.stop('watchdog:dead-session')
}

const isUnwell = (daemon: Daemon, age: number) =>
  daemon.runtime.mode !== 'normal' || daemon.consecutiveFailures > 0 || age > STUCK_MS

const healthRecord = (daemon: Daemon, age: number) => ({
  redis: daemon.runtime.mode === 'normal' ? 'ok' : 'DEGRADED',
  telegram: 'fallback',
  ws: { running: true, clients: 0 },
  queueDepth: 0,
  uptimeMs: Date.now() - daemon.startedAt,
  consecutiveFailures: daemon.consecutiveFailures,
  waitingForTurnEnd: daemon.waitingSince !== null,
  ...(age > STUCK_MS ? { stuckForMs: age } : {}),
})
