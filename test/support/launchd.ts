import type { ExecAnswer, ExecProblem, ExecRequest } from '../../src/host/exec.ts'

interface Printed {
  readonly state?: string | null
  readonly pid?: number | null
  readonly runs?: number
  readonly exit?: string | null
  readonly signal?: string | null
  readonly environment?: readonly string[]
}

/** What `launchctl print gui/501/com.joel.gateway` prints on macOS, with some fields changed; null leaves one out. */
export function printed(change: Printed = {}): string {
  const { state, pid, runs, exit, signal, environment } = {
    state: 'running',
    pid: 812,
    runs: 3,
    exit: '(never exited)',
    signal: null,
    environment: ['\t\tXPC_SERVICE_NAME => com.joel.gateway'],
    ...change,
  }
  const field = (name: string, value: unknown) => (value === null ? [] : [`\t${name} = ${value}`])
  return [
    'gui/501/com.joel.gateway = {',
    '\tactive count = 1',
    '\tpath = /Users/joel/Library/LaunchAgents/com.joel.gateway.plist',
    '\ttype = LaunchAgent',
    ...field('state', state),
    '',
    '\tprogram = /Users/joel/.joelclaw/scripts/gateway-start.sh',
    '\tenvironment = {',
    ...environment,
    '\t}',
    '\tdomain = gui/501 [100004]',
    '\tminimum runtime = 10',
    ...field('runs', runs),
    ...field('pid', pid),
    '\timmediate reason = inefficient',
    ...field('last exit code', exit),
    ...field('last terminating signal', signal),
    '',
    '\tresource coalition = {',
    '\t\tstate = active',
    '\t\tactive count = 1',
    '\t}',
    '}',
    '',
  ].join('\n')
}

/** What a stand-in launchctl says: `print` and `disabled` by domain; a domain that is not named does not know the
 *  service. */
export interface Launchd {
  readonly print?: Readonly<Record<string, string>>
  readonly disabled?: Readonly<Record<string, 'disabled' | 'enabled' | 'true' | 'false'>>
  /** Domains that do not exist. */
  readonly gone?: readonly string[]
  readonly problem?: ExecProblem
}

/** Stands in for `exec` on a machine whose only command is launchctl; `asked` collects the argument lists. */
export function launchctl({ print = {}, disabled = {}, gone = [], problem }: Launchd, asked: string[] = []) {
  return {
    run: async ({ file, args }: ExecRequest): Promise<ExecAnswer | ExecProblem> => {
      asked.push([file, ...args].join(' '))
      if (problem) return problem
      const [verb, target = ''] = args
      const domain = target.replace('/com.joel.gateway', '')
      const ended = (exitCode: number, stdout: string, stderr = '') => ({
        ok: true as const,
        exitCode,
        stdout,
        stderr,
      })
      if (gone.includes(domain)) return ended(112, '', `Bad request.\nCould not find domain for ${domain}`)
      if (verb === 'print-disabled') {
        const word = disabled[domain]
        return ended(0, `\tdisabled services = {\n${word ? `\t\t"com.joel.gateway" => ${word}\n` : ''}\t}\n`)
      }
      const text = print[domain]
      return text
        ? ended(0, text)
        : ended(113, '', `Could not find service "com.joel.gateway" in domain for port`)
    },
  }
}
