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

if (process.argv[2] && import.meta.main) {
  const unit = JSON.parse(readFileSync(process.argv[2], 'utf8')) as Unit
  const lines = Object.entries(unit).map(([name, value]) => `${name}=${value}\n`)
  process.stdout.write(process.argv.includes('show') ? lines.join('') : '')
}
