import type { Report } from '../core/report.ts'
import type { Host } from '../host/host.ts'
import type { DiagnoseRequest } from './diagnose-flags.ts'

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

/** What the reader's terminal can show; a file, a pipe, CI and NO_COLOR get plain text. */
export async function terminalOf(out: string | null) {
  const { chalk } = await import('./colour.ts')
  const tty = out === null && process.stdout.isTTY === true
  const plain =
    !tty || Boolean(process.env.NO_COLOR) || Boolean(process.env.CI) || process.env.TERM === 'dumb'
  const locale = process.env.LC_ALL || process.env.LC_CTYPE || process.env.LANG || ''
  return {
    width: tty ? Math.min(Math.max(process.stdout.columns || 80, 40), 160) : 100,
    colour: plain ? (0 as const) : chalk,
    unicode: process.env.FIRSTFAULT_ASCII ? false : /utf-?8/i.test(locale) || process.platform === 'darwin',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}
