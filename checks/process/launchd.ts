import type { LastExit } from './service-state.ts'

/** What `launchctl print <domain>/<label>` says about a service. Texts are from a fixed list of words or of a strict
 *  shape, because the same output holds the service's environment in clear. */
export interface LaunchdPrint {
  readonly state: string
  readonly pid: number | null
  readonly runs: number | null
  readonly lastExit: LastExit | null
  readonly kind: 'LaunchAgent' | 'LaunchDaemon' | null
}

const STATES = [
  'running',
  'not running',
  'spawn scheduled',
  'spawn failed',
  'exited',
  'waiting',
  'uninitialized',
]
const FIELD = /^(?:\t| {1,8})([a-z ]{1,40}) = (.{1,200})$/

/** Reads the fields of the outermost block, the first of each name: nested blocks repeat `state` and others. */
export function parseLaunchdPrint(output: string): LaunchdPrint {
  const fields = new Map<string, string>()
  let depth = 0
  for (const line of output.slice(0, 200_000).split('\n')) {
    const text = line.trim()
    if (text === '}') depth -= 1
    else if (text.endsWith('{')) depth += 1
    else if (depth === 1) keep(fields, FIELD.exec(line))
  }
  const state = fields.get('state') ?? ''
  const kind = fields.get('type')
  return {
    state: STATES.includes(state) ? state : 'unknown',
    pid: wholeNumber(fields.get('pid')),
    runs: wholeNumber(fields.get('runs')),
    lastExit: lastExitOf(fields.get('last exit code'), fields.get('last terminating signal')),
    kind: kind === 'LaunchAgent' || kind === 'LaunchDaemon' ? kind : null,
  }
}

/** Whether `launchctl print-disabled <domain>` lists the label as disabled; a label that is not listed has no
 *  override and is enabled. macOS prints `disabled` and `enabled`, older releases `true` (= disabled) and `false`. */
export function parseDisabled(output: string, label: string): 'yes' | 'disabled' | 'unknown' {
  if (!/disabled services = \{/.test(output)) return 'unknown'
  const start = `"${label}" => `
  const line = output.split('\n').find((one) => one.trim().startsWith(start))
  if (line === undefined) return 'yes'
  const word = line.trim().slice(start.length)
  if (word === 'disabled' || word === 'true') return 'disabled'
  return word === 'enabled' || word === 'false' ? 'yes' : 'unknown'
}

/** What a failed `launchctl print` means. `domain`: nobody is logged in, so the domain does not exist. */
export function launchdRefusal(
  exitCode: number | null,
  stderr: string,
): 'unknown-service' | 'domain' | 'denied' | 'other' {
  if (/not permitted|not privileged|permission denied/i.test(stderr)) return 'denied'
  if (/could not find service/i.test(stderr)) return 'unknown-service'
  if (/could not find domain|domain does not support|domain does not exist/i.test(stderr)) return 'domain'
  return exitCode === 113 ? 'unknown-service' : 'other'
}

function keep(fields: Map<string, string>, match: RegExpExecArray | null): void {
  const [, name, value] = match ?? []
  if (name !== undefined && value !== undefined && !fields.has(name)) fields.set(name, value)
}

/** `0`, `78: EX_CONFIG`, `(never exited)`; or a signal such as `Killed: 9`, which comes instead of a code. */
function lastExitOf(code: string | undefined, signal: string | undefined): LastExit | null {
  const ended = /^[A-Z][A-Za-z ]{0,30}: (\d{1,2})$/.exec(signal ?? '')
  if (ended) return { words: `signal ${ended[1]}`, clean: ended[1] === '15' || ended[1] === '2' }
  const exit = /^(-?\d{1,10})(: EX_[A-Z]{1,12})?$/.exec(code ?? '')
  return exit ? { words: `exit code ${exit[0]}`, clean: exit[1] === '0' } : null
}

function wholeNumber(text: string | undefined): number | null {
  return /^\d{1,10}$/.test(text ?? '') ? Number(text) : null
}
