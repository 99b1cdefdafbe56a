import { readFileSync } from 'node:fs'

/** The properties of a unit, as `systemctl show` prints them (systemd 252 and later). */
export type Unit = Readonly<Record<string, string | number>>

/** A unit of the user that runs, restarts on failure and leaves exit code 78 alone, as OpenClaw installs it. */
export const installed: Unit = {
  Id: 'openclaw-gateway.service',
  LoadState: 'loaded',
  ActiveState: 'active',
  SubState: 'running',
  MainPID: 0,
  NRestarts: 0,
  Result: 'success',
  ExecMainStatus: 0,
  ExecMainCode: 0,
  UnitFileState: 'enabled',
  Restart: 'always',
  StartLimitBurst: 5,
  RestartPreventExitStatus: '78',
}

/** A unit of which its main process ended with this exit code and is not started again. */
export const ended = (exit: number, more: Unit = {}): Unit => ({
  ...installed,
  ActiveState: 'failed',
  SubState: 'failed',
  Result: 'exit-code',
  ExecMainCode: 1,
  ExecMainStatus: exit,
  ...more,
})

/** What systemd says of a unit that it does not know. */
const unknown: Unit = { LoadState: 'not-found', ActiveState: 'inactive', SubState: 'dead', UnitFileState: '' }

/** `scope` in the state: the only manager that can be reached, `--user` or `--system`; without it both. */
if (process.argv[2] && import.meta.main) {
  const { scope, ...unit } = JSON.parse(readFileSync(process.argv[2], 'utf8')) as Unit
  const args = process.argv.slice(3)
  if (scope && !args.includes(String(scope))) {
    process.stderr.write('Failed to connect to bus: No medium found\n')
    process.exit(1)
  }
  const shown = args.includes(String(unit.Id)) ? unit : { ...installed, ...unknown }
  const lines = Object.entries(shown).map(([name, value]) => `${name}=${value}\n`)
  process.stdout.write(args.includes('show') ? lines.join('') : '')
}
