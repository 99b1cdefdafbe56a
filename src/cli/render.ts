import type { Report } from '../core/report.ts'
import type { Host } from '../host/host.ts'
import type { DiagnoseRequest } from './diagnose-flags.ts'
import { terminalOf } from './terminal.ts'

/** The one document of a diagnose run in the format that was asked for. */
export async function renderReports(
  reports: readonly Report[],
  request: Pick<DiagnoseRequest, 'format' | 'allGateways' | 'verbose' | 'out'>,
  host: Host,
): Promise<string> {
  const [only] = reports
  const single = only && !request.allGateways ? only : null
  if (request.format === 'json') {
    const { reportJson, reportsJson } = await import('../render/json.ts')
    return single ? reportJson(single) : reportsJson(reports)
  }
  const look = { ...(await terminalOf(request.out)), now: host.clock.now(), verbose: request.verbose }
  const render =
    request.format === 'short'
      ? (await import('../render/short.ts')).reportShort
      : (await import('../render/text.ts')).reportText
  return reports.map((report) => render(report, look)).join('\n')
}
