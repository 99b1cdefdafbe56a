import type { Report } from '../core/report.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { DiagnoseOptions } from './options.ts'
import { diagnose, type WalkTools } from './run.ts'

const PAUSE_MS = 1_000

/** Walks again and again until no layer fails or `waitMs` is up. The end-to-end test writes, so it runs once: in the
 *  walk that found nothing else, which is then the last try. An interrupt leaves the last walk that was whole. */
export async function diagnoseUntilClear(
  gateway: Gateway,
  options: DiagnoseOptions,
  tools: WalkTools,
): Promise<Report> {
  const { clock } = tools.host
  const end = clock.monotonic() + options.waitMs
  let whole: Report | null = null
  for (;;) {
    const left = end - clock.monotonic()
    const last = left <= PAUSE_MS
    const looking = last
      ? options
      : { ...options, e2e: 'none' as const, timeoutMs: Math.min(options.timeoutMs, left) }
    const moved = slide(looking, clock.now())
    const report = await diagnose(gateway, moved, tools)
    if (report.interrupted) return whole ? { ...whole, interrupted: true } : report
    if (last) return report
    whole = report
    if (report.verdict !== 'failed') return diagnose(gateway, slide(options, clock.now()), tools)
    await clock.sleep({ ms: PAUSE_MS }, tools.interrupt)
  }
}

/** The same window, moved so that it ends now. */
function slide(options: DiagnoseOptions, now: number): DiagnoseOptions {
  const { since, until, lines } = options.window
  return { ...options, window: { since: since + (now - until), until: now, lines } }
}
