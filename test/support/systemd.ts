import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const SYSTEMD = '/lib/systemd/systemd'

/** Why no real user manager can be started here; null when one can. */
export function whyNoSystemd(): string | null {
  if (process.platform !== 'linux') return 'systemd is for Linux only'
  if (process.getuid?.() !== 0) return 'only root may start a user manager in namespaces of its own'
  return existsSync(SYSTEMD) ? null : `${SYSTEMD} is not installed`
}

/** Mounts and process ids of its own: the manager finds an empty /run, and everything in it ends with the script. */
const BOOT = `
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system /run/user/0
export XDG_RUNTIME_DIR=/run/user/0
unset DBUS_SESSION_BUS_ADDRESS SUDO_UID SUDO_USER
${SYSTEMD} --user --log-target=null 2>/dev/null &
for _ in $(seq 100); do [ -S /run/user/0/systemd/private ] && break; sleep 0.05; done
"$@"
`

/** Starts a real `systemd --user` with these units (name to content), runs a TypeScript file beside it, and gives
 *  what the file wrote to stdout. */
export async function withUserManager(request: {
  /** A new directory; it becomes HOME. */
  home: string
  units: Readonly<Record<string, string>>
  script: string
}): Promise<string> {
  const units = join(request.home, '.config/systemd/user')
  await mkdir(units, { recursive: true })
  for (const [name, content] of Object.entries(request.units)) await writeFile(join(units, name), content)
  const child = spawn(
    'unshare',
    ['-mpf', '--mount-proc', '--kill-child', 'bash', '-c', BOOT, 'boot', process.execPath, request.script],
    {
      env: { ...process.env, HOME: request.home },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 25_000,
      killSignal: 'SIGKILL',
    },
  )
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const [out, problems, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  if (code !== 0)
    throw new Error(`the script in the systemd session ended with ${code}: ${problems.slice(0, 2_000)}`)
  return out
}
