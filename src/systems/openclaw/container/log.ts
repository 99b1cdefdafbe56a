import type { Context } from '../../../core/check.ts'
import { readContainerLog } from '../../../logs/container.ts'
import { type GatewayLog, joined } from '../log.ts'
import { namedLog } from '../log-files.ts'
import { consolePart, fileParts, type LogPart, linesFor } from '../log-parts.ts'
import type { ContainerSettings } from '../settings.ts'
import type { Container } from './container.ts'
import { hostPath } from './places.ts'

/** How far before the last start, or end, its words are asked for, ms. */
const BEFORE = 120_000

/** What the container printed, in the console form, and beside it the log file where one is configured and a mount
 *  leads to it: the file is then right up to its end. */
export async function readContainersLog(
  context: Context,
  settings: ContainerSettings,
  container: Container | null,
  logFile: string | null,
): Promise<GatewayLog> {
  const startedAt = container?.status === 'running' ? container.startedAt : null
  const path = container && logFile ? hostPath(container, logFile.replace(/^~(?=\/)/, '/home/node')) : null
  const [files, printed] = await Promise.all([
    path === null ? [] : fileParts(context, namedLog(path, '/')),
    container === null ? null : printedBy(context, settings, container),
  ])
  const nothing = `${settings.runtime} logs ${settings.name}`
  return joined(context, files, printed ? [printed] : [], { startedAt, nothing })
}

async function printedBy(
  context: Context,
  { runtime, command = runtime, name }: ContainerSettings,
  { startedAt }: Container,
): Promise<LogPart> {
  const { host, window, signal } = context
  const source = `${runtime} logs ${name}`
  const since = Math.min(window.since, (startedAt ?? window.since) - BEFORE)
  const asked = { ...window, since, lines: linesFor(window.lines) }
  const read = await readContainerLog(host.exec, { command, name }, asked, signal)
  return read.ok
    ? consolePart(context, source, read.lines)
    : { ok: false, source, why: `${source}: ${read.message}` }
}
