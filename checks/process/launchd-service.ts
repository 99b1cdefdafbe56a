import type { Context } from '../../src/core/check.ts'
import { evidence } from '../../src/core/finding.ts'
import type { ExecAnswer } from '../../src/host/exec.ts'
import { type LaunchdPrint, launchdRefusal, parseDisabled, parseLaunchdPrint } from './launchd.ts'
import type { ServiceAnswer, ServiceState } from './service-state.ts'

/** A launchd service and the domains in which it may be registered, in order of preference. */
export interface LaunchdService {
  readonly label: string
  readonly domains: readonly ('gui' | 'system')[]
  readonly launchctl: string
  /** Whose `gui` domain is meant. */
  readonly uid: number
}

/** One domain's answer; a `print` of null means that the domain does not hold the service. */
interface InDomain {
  readonly domain: string
  readonly exists: boolean
  readonly enabled: 'yes' | 'disabled' | 'unknown'
  readonly print: LaunchdPrint | null
}

const DEADLINE_MS = 4_000

/** Asks launchd in every domain. Only `print` and `print-disabled` are used: both look and change nothing. */
export async function askLaunchd(context: Context, service: LaunchdService): Promise<ServiceAnswer> {
  const names = service.domains.map((domain) => (domain === 'gui' ? `gui/${service.uid}` : domain))
  const answers = await Promise.all(names.map((domain) => askDomain(context, service, domain)))
  const domains = answers.filter((answer) => typeof answer !== 'string')
  const holders = domains.filter((answer) => answer.print)
  const failed = answers.find((answer) => typeof answer === 'string')
  if (holders.length === 0 && failed !== undefined) return { ok: false, why: failed }
  const mine =
    holders.find((answer) => answer.print?.pid) ??
    holders[0] ??
    domains.find((answer) => answer.enabled === 'disabled') ??
    domains[0]
  if (!mine) return { ok: false, why: 'no launchd domain is configured' }
  const other = holders.find((answer) => answer !== mine)
  return { ok: true, state: launchdState(service.label, mine, other?.domain ?? null) }
}

async function askDomain(
  context: Context,
  service: LaunchdService,
  domain: string,
): Promise<InDomain | string> {
  const run = (...args: string[]) =>
    context.host.exec.run({ file: service.launchctl, args, deadlineMs: DEADLINE_MS }, context.signal)
  const [print, disabled] = await Promise.all([
    run('print', `${domain}/${service.label}`),
    run('print-disabled', domain),
  ])
  if (!print.ok) return `launchctl could not be asked: ${print.message}`
  const enabled =
    disabled.ok && disabled.exitCode === 0 ? parseDisabled(disabled.stdout, service.label) : 'unknown'
  if (print.exitCode === 0) {
    const parsed = parseLaunchdPrint(print.stdout)
    const empty = parsed.state === 'unknown' && parsed.pid === null && parsed.runs === null
    return empty
      ? `launchctl print ${domain}/${service.label} printed nothing known`
      : { domain, exists: true, enabled, print: parsed }
  }
  const refusal = launchdRefusal(print.exitCode, print.stderr)
  if (refusal === 'unknown-service') return { domain, exists: true, enabled, print: null }
  if (refusal === 'domain') return { domain, exists: false, enabled, print: null }
  return `launchctl print ${domain}/${service.label} ended with ${ending(print)}`
}

/** launchd's answers in the words that systemd shares. The evidence is put together from the parsed fields: the
 *  raw output holds the service's environment. */
export function launchdState(
  label: string,
  { domain, exists, enabled, print }: InDomain,
  alsoIn: string | null,
): ServiceState {
  const target = `${domain}/${label}`
  const facts = print
    ? [
        `state = ${print.state}`,
        ...(print.pid === null ? [] : [`pid = ${print.pid}`]),
        ...(print.runs === null ? [] : [`runs = ${print.runs}`]),
        ...(print.lastExit ? [`last ${print.lastExit.words}`] : []),
      ].join(', ')
    : exists
      ? 'could not find service'
      : 'could not find domain'
  const override = evidence(`launchctl print-disabled ${domain}`, `"${label}" => disabled`)
  return {
    manager: 'launchd',
    service: target,
    registered: print !== null,
    domain: exists,
    enabled,
    state: print?.state ?? 'not registered',
    up: print !== null && (print.state === 'running' || print.pid !== null),
    starting: false,
    stopping: false,
    pid: print?.pid ?? null,
    runs: print?.runs ?? null,
    lastExit: print?.lastExit ?? null,
    changedAt: null,
    startLimit: false,
    user: null,
    alsoIn,
    evidence: [...(enabled === 'disabled' ? [override] : []), evidence(`launchctl print ${target}`, facts)],
    params: { service: label, target },
  }
}

function ending({ exitCode, stderr }: ExecAnswer): string {
  const words = stderr.trim().split('\n')[0]?.slice(0, 120)
  return `${exitCode === null ? 'a signal' : `exit code ${exitCode}`}${words ? `: ${words}` : ''}`
}
