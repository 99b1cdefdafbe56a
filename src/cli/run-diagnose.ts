import type { Interfaces } from '@oclif/core'
import { exitCodeOf, type Report } from '../core/report.ts'
import { UsageError } from '../core/usage-error.ts'
import type { WalkEvent } from '../core/walk.ts'
import { diagnose } from '../diagnose/run.ts'
import { diagnoseUntilClear } from '../diagnose/wait.ts'
import { startTrace } from '../telemetry/trace.ts'
import type { DiagnoseRequest } from './diagnose-flags.ts'
import { Interrupted, WalkDefect } from './failure.ts'
import { type Interrupt, onInterrupt } from './interrupt.ts'
import { leave } from './leave.ts'
import { writeDocument } from './output.ts'
import { startProgress } from './progress.ts'
import { renderReports } from './render.ts'
import { openSession } from './session.ts'
import { parseWindow } from './window.ts'
import { worst } from './worst.ts'

/** The diagnose command: opens the session, walks each gateway, writes one document, sets the exit code. */
export async function runDiagnose(
  request: DiagnoseRequest,
  { name, version }: Pick<Interfaces.Config, 'name' | 'version'>,
): Promise<void> {
  const interrupt = onInterrupt()
  const tool = { name, version }
  try {
    const session = await opened(request, tool, interrupt)
    const { host, config, configFile, gateways } = session
    const inCi = Boolean(host.env.get('CI'))
    if (inCi && request.e2e && request.e2e !== 'none')
      process.stderr.write(`--e2e ${request.e2e} is not done under CI: no end-to-end test is made.\n`)
    const e2e = inCi ? 'none' : request.e2e
    const reports: Report[] = []
    const known: string[] = []
    for (const gateway of gateways) {
      const window = parseWindow(request.window, request.lines, host.clock.now())
      const prefix = gateways.length > 1 ? `${gateway.name}: ` : ''
      const progress = await startProgress(prefix)
      const trace = await startTrace(version, () => Date.now())
      const onEvent = (event: WalkEvent) => {
        if (event.type === 'layer-ended') known.push(`${prefix}${event.report.layer} ${event.report.status}`)
        progress.hear(event)
        trace?.hear(event)
      }
      const tools = {
        host,
        config,
        tool,
        configFile,
        interrupt: interrupt.signal,
        onEvent,
      }
      const walked = request.waitMs > 0 ? diagnoseUntilClear : diagnose
      const report = await walked(gateway, { ...request, window, e2e }, tools).catch((error: unknown) => {
        throw error instanceof UsageError ? error : new WalkDefect(error, known)
      })
      reports.push(report)
      await Promise.all([progress.end(), trace?.end(report)])
    }
    await writeDocument(await renderReports(reports, request, host), request.out, interrupt.signal)
    session.close()
    leave(interrupt.exitCode() ?? worst(reports.map((report) => exitCodeOf(report, request.failOn))))
  } finally {
    interrupt.release()
  }
}

/** The session; an interrupt while it is being opened ends us before there is anything to report. */
async function opened(request: DiagnoseRequest, tool: Report['tool'], interrupt: Interrupt) {
  try {
    return await openSession(request, tool, interrupt.signal)
  } catch (error) {
    const code = interrupt.exitCode()
    throw code ? new Interrupted(code) : error
  }
}
