import { readFileSync } from 'node:fs'

/** What launchd knows of the service; the lab writes it. */
export interface LaunchdState {
  readonly label: string
  readonly domain: string
  /** Null: no override is recorded. */
  readonly disabled: boolean | null
  readonly loaded: boolean
  readonly state: string
  readonly pid: number | null
  readonly runs: number
  readonly lastExit: string
  /** Older releases print true for disabled. */
  readonly oldWords: boolean
  readonly program: string
  readonly log: string
  readonly err: string
}

/** launchctl's answers to print-disabled and print. */
export function launchctl(
  state: LaunchdState,
  args: readonly string[],
): { code: number; out: string; err: string } {
  const [verb, target = ''] = args
  if (verb === 'print-disabled') return { code: 0, out: printDisabled(state, target), err: '' }
  if (verb === 'print' && target === `${state.domain}/${state.label}` && state.loaded) {
    return { code: 0, out: printService(state), err: '' }
  }
  if (verb === 'print' && target === state.domain)
    return { code: 0, out: `${target} = {\n\ttype = user\n}\n`, err: '' }
  return {
    code: 113,
    out: '',
    err: `Bad request.\nCould not find service "${state.label}" in domain for ${target.split('/')[0]}\n`,
  }
}

function printDisabled({ disabled, label, oldWords, domain }: LaunchdState, target: string): string {
  const words = oldWords ? { on: 'false', off: 'true' } : { on: 'enabled', off: 'disabled' }
  const mine =
    disabled === null || target !== domain ? '' : `\t\t"${label}" => ${disabled ? words.off : words.on}\n`
  return `\tdisabled services = {\n\t\t"com.apple.Siri.agent" => ${words.off}\n${mine}\t}\n`
}

function printService(state: LaunchdState): string {
  const lines = [
    'active count = 1',
    `path = ${state.program.replace(/\.joelclaw\/.*/, 'Library/LaunchAgents/')}${state.label}.plist`,
    'type = LaunchAgent',
    `state = ${state.state}`,
    '',
    `program = ${state.program}`,
    `stdout path = ${state.log}`,
    `stderr path = ${state.err}`,
    'environment = {\n\t\tXPC_SERVICE_NAME => com.joel.gateway\n\t\tTELEGRAM_BOT_TOKEN => 77123:AAlabSecretTokenNeverToBeShown0123456\n\t}',
    `domain = ${state.domain} [100004]`,
    'minimum runtime = 10',
    `runs = ${state.runs}`,
    ...(state.pid === null ? [] : [`pid = ${state.pid}`]),
    'immediate reason = inefficient',
    'forks = 12',
    'execs = 1',
    `last exit code = ${state.lastExit}`,
    '',
    'resource coalition = {\n\t\tstate = active\n\t}',
  ]
  return `${state.domain}/${state.label} = {\n${lines.map((line) => (line ? `\t${line}\n` : '\n')).join('')}}\n`
}

if (process.argv[2] && import.meta.main) {
  const state = JSON.parse(readFileSync(process.argv[2], 'utf8')) as LaunchdState
  const { code, out, err } = launchctl(state, process.argv.slice(3))
  process.stdout.write(out)
  process.stderr.write(err)
  process.exitCode = code
}
