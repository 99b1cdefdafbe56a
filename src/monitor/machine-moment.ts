import { readFile } from 'node:fs/promises'
import { uptime } from 'node:os'
import type { Host } from '../host/host.ts'
import type { Moment } from './moment.ts'

/** Tells moments of this machine. The start of the machine is known by its boot id on Linux and by its boot session on
 *  macOS; elsewhere only the wall clock counts. */
export async function momentTeller({ clock, env, exec }: Host): Promise<() => Moment> {
  const boot = await bootId()
  return () => ({ at: clock.now(), up: Math.round(uptime() * 1000), boot })

  async function bootId(): Promise<string> {
    if (env.platform() === 'linux') return (await read('/proc/sys/kernel/random/boot_id')).trim()
    if (env.platform() !== 'darwin') return ''
    const answer = await exec.run(
      { file: '/usr/sbin/sysctl', args: ['-n', 'kern.bootsessionuuid'], deadlineMs: 2_000 },
      clock.deadline(2_000),
    )
    return answer.ok && answer.exitCode === 0 ? answer.stdout.trim().slice(0, 100) : ''
  }
}

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')
