import * as z from 'zod'
import { type Check, defineCheck, fine, found, skipped } from '../../src/core/check.ts'
import { evidence, iso, type Observation, type Params } from '../../src/core/finding.ts'
import { inWindow } from '../../src/core/window.ts'
import { linesOf } from '../../src/logs/record.ts'
import { parseDocument } from '../../src/systems/houmao/document.ts'
import { paramsOf } from '../../src/systems/houmao/params.ts'
import type { HoumaoProbes } from '../../src/systems/houmao/probes.ts'
import type { HoumaoSettings } from '../../src/systems/houmao/settings.ts'

const TAIL = 256 << 10

const entrySchema = z.looseObject({
  timestamp_utc: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  event: z.string(),
  path: z.string().optional(),
  status_code: z.number().optional(),
  error_category: z.string().optional(),
})

export interface DiagnosticEntry {
  readonly at: number | null
  readonly level: 'info' | 'warning' | 'error'
  readonly words: string
}

/** The optional diagnostic log: whether there is one, and the errors in it. */
export function houmaoDiagnostics(settings: HoumaoSettings, probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'error-log/diagnostics',
    title: 'the diagnostic log, where there is one, tells of no errors',
    codes: ['error-log.diagnostics-off', 'error-log.diagnostics-pending', 'error-log.gateway-request-errors'],
    looks: ['<session root>/gateway/logs/diagnostics/gateway-diagnostic.log', 'desired-config.json'],
    run: async ({ host, ask, window }) => {
      const [place, desired, log] = await Promise.all([
        ask(probes.place),
        ask(probes.desired),
        ask(probes.log),
      ])
      if (!place.gateway) return skipped('the gateway directory is not known')
      const path = `${place.gateway}/logs/diagnostics/gateway-diagnostic.log`
      const params = { ...paramsOf(settings, place), file: `${place.gateway}/desired-config.json` }
      const tail = await host.logs.tail({ path, bytes: TAIL })
      if (tail.ok) {
        const errors = parseDiagnostics(tail.text).filter(
          ({ at, level }) => level === 'error' && inWindow(window, at),
        )
        return errors.length > 0
          ? found([failures(path, errors, params)])
          : fine('diagnostics without errors')
      }
      if (desired?.kind !== 'valid') return skipped('there is no diagnostic log')
      const wanted = desired.value.desired_diagnostic_logging?.enabled === true
      const started = log.ok && log.last.kind === 'started' ? log.last.record.at : null
      const pending = wanted && started !== null && desired.mtimeMs > started
      return found([absent(pending, desired.path, params)])
    },
  })
}

/** Entries of the diagnostic log; a line of another shape is left out. */
export function parseDiagnostics(text: string): readonly DiagnosticEntry[] {
  return linesOf(text).flatMap((line) => {
    const parsed = parseDocument(line, entrySchema)
    if (!parsed.ok) return []
    const { timestamp_utc, level, event, path, status_code: status, error_category: category } = parsed.value
    const at = Date.parse(timestamp_utc)
    const words = [event, path, status, category].filter((part) => part !== undefined).join(' ')
    return [{ at: Number.isNaN(at) ? null : at, level, words: words.slice(0, 200) }]
  })
}

function failures(path: string, errors: readonly DiagnosticEntry[], params: Params): Observation {
  const last = errors.at(-1)
  const error = last?.words ?? ''
  return {
    code: 'error-log.gateway-request-errors',
    severity: 'warning',
    summary: `${errors.length} errors in the diagnostic log, the last: ${error}`,
    evidence: [evidence(path, error, { at: last?.at ?? null })],
    params: { ...params, error },
    since: iso(errors[0]?.at),
    at: iso(last?.at),
    count: errors.length,
  }
}

function absent(pending: boolean, file: string, params: Params): Observation {
  const code = pending ? 'error-log.diagnostics-pending' : 'error-log.diagnostics-off'
  const summary = pending
    ? 'the diagnostic log begins with the next start'
    : 'the diagnostic log is not there'
  return { code, severity: 'note', summary, evidence: [evidence(file, 'desired_diagnostic_logging')], params }
}
