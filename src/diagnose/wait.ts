import type { Report } from '../core/report.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { DiagnoseOptions } from './options.ts'
import { diagnose, type WalkTools } from './run.ts'

const PAUSE_MS = 1_000

/** Walks again and again until no layer fails or `waitMs` is up. The end-to-end test writes, so it runs once: in a walk
 *  after the one that found nothing else, which is then the last try. An interrupt leaves the last walk that was
 *  whole. */
export async function diagnoseUntilClear(
  gateway: Gateway,
  options: DiagnoseOptions,
  tools: WalkTools,
): Promise<Report> {
  const { clock } = tools.host
  const begun = clock.monotonic()
  const end = begun + options.waitMs
  const writes = !options.readOnly && (options.e2e ?? gateway.system.e2e) !== 'none'
  const later = (asked: DiagnoseOptions) => slide(asked, Math.round(clock.monotonic() - begun))
  let whole: Report | null = null
  for (;;) {
    const left = end - clock.monotonic()
    const last = left <= PAUSE_MS
    const looking = last
      ? options
      : { ...options, e2e: 'none' as const, timeoutMs: Math.min(options.timeoutMs, left) }
    const report = await diagnose(gateway, later(looking), tools)
    if (report.interrupted) return whole ? { ...whole, interrupted: true } : report
    const { verdict } = report
    // A walk that was cut short by the waiting time is unknown, and made once more in its own time.
    if (last || (!writes && (verdict === 'healthy' || verdict === 'degraded'))) return report
    whole = report
    if (verdict !== 'failed') return diagnose(gateway, later(options), tools)
    await clock.sleep({ ms: PAUSE_MS }, tools.interrupt)
  }
}

/** The same window, moved on by the time (ms) that has passed: what is waited for comes after it was asked. */
function slide(options: DiagnoseOptions, ms: number): DiagnoseOptions {
  const { since, until, lines } = options.window
  return { ...options, window: { since: since + ms, until: until + ms, lines } }
}
