import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the stand-ins for the machine's commands are. */
const STAND_INS = {
  docker: new URL('commands/docker.ts', import.meta.url),
  podman: new URL('commands/docker.ts', import.meta.url),
  systemctl: new URL('commands/systemctl.ts', import.meta.url),
  journalctl: new URL('commands/journalctl.ts', import.meta.url),
  launchctl: new URL('../joelclaw/commands/launchctl.ts', import.meta.url),
} as const

/** A small program in `home`/bin: a shell wrapper that runs a stand-in with this state. Its path. */
export function installCommand(home: string, name: keyof typeof STAND_INS, state: unknown): string {
  const [bin, states] = [join(home, 'bin'), join(home, 'states')]
  for (const directory of [bin, states]) mkdirSync(directory, { recursive: true })
  const file = join(states, `${name}.json`)
  writeFileSync(file, JSON.stringify(state))
  const program = join(bin, name)
  const script = fileURLToPath(STAND_INS[name])
  const line = `exec '${process.execPath}' --no-warnings '${script}' '${file}' "$@"`
  writeFileSync(program, `#!/bin/sh\n${line}\n`, { mode: 0o755 })
  return program
}
