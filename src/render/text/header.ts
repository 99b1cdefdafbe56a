import type { Report } from '../../core/report.ts'
import { paragraph } from '../block.ts'
import type { Look } from '../look.ts'

/** What was looked at: gateway, machine, user and window, as one sentence. */
export function header(look: Look, report: Report): readonly string[] {
  return paragraph(look, `${whose(report)}: ${windowOf(look, report)}`, { paint: look.bold })
}

/** "joelclaw 1.4 on mini as joel"; the system too where the name does not tell it. */
export function whose({ gateway, host }: Report): string {
  const known = gateway.name === gateway.system || gateway.name.startsWith(`${gateway.system}:`)
  const details = [known ? null : gateway.system, gateway.version].filter((word) => word !== null).join(' ')
  return `${gateway.name}${details ? ` (${details})` : ''} on ${host.name} as ${host.user}`
}

function windowOf(look: Look, { window }: Report): string {
  const lines = window.lines === 0 ? 'all lines' : `last ${window.lines} lines`
  return `${look.times.span(window.since, window.until)}, ${lines}`
}
