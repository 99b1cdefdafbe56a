import type { Finding } from '../../src/core/finding.ts'
import { LAYERS, type LayerId } from '../../src/core/layer.ts'
import { firstFaultOf, type LayerReport, type Report, statusOf, verdictOf } from '../../src/core/report.ts'

/** A finding of this code, a fault unless given otherwise. */
export const finding = (code: string, given: Partial<Finding> = {}): Finding => ({
  code: code as Finding['code'],
  check: 'process/service',
  severity: 'fault',
  summary: `${code} was seen`,
  cause: '',
  since: null,
  at: null,
  count: 1,
  evidence: [{ source: 'launchctl print', text: 'state = not running', at: null, line: null }],
  remedy: { text: '', commands: ['joelclaw gateway enable'] },
  params: {},
  actions: [],
  ...given,
})

/** A report whose layers hold these findings; those below the first fault are skipped. */
export function report(
  found: Partial<Record<LayerId, readonly Finding[]>>,
  given: Partial<Report> = {},
): Report {
  let fault: LayerId | null = null
  const layers = LAYERS.map((layer): LayerReport => {
    const findings = fault ? [] : (found[layer] ?? [])
    const base = { layer, title: layer, detail: '', durationMs: 1, findings, unchecked: [] }
    if (fault) return { ...base, status: 'skipped', because: fault }
    const status = statusOf(findings, [])
    if (status === 'failed') fault = layer
    return { ...base, status }
  })
  return {
    schema: 'firstfault.report/1',
    tool: { name: 'firstfault', version: '0' },
    gateway: { name: 'joelclaw', system: 'joelclaw', version: null },
    host: { name: 'mini', user: 'joel', platform: 'darwin' },
    startedAt: '2026-11-20T23:00:00.000Z',
    durationMs: 10,
    interrupted: false,
    window: { since: '', until: '', lines: 100 },
    verdict: verdictOf(layers),
    firstFault: firstFaultOf(layers),
    layers,
    scenarios: [],
    nextActions: [],
    suppressed: [],
    ...given,
  }
}
