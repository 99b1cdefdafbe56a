import { resolve } from 'node:path'
import { UsageError } from '../core/usage-error.ts'
import { launchdPlist, systemdUnit } from '../monitor/unit.ts'
import { type MonitorFlags, readMonitorFlags } from './monitor-flags.ts'
import { writeDocument } from './output.ts'

type UnitFlags = MonitorFlags & { readonly format?: 'launchd' | 'systemd' | undefined }

/** Flags that name files: a service has another working directory. */
const PATHS = ['config', 'state']

/** Prints the service definition of a monitor with these flags; `program` runs firstfault. Nothing is installed. */
export async function runMonitorUnit(flags: UnitFlags, program: readonly string[]): Promise<void> {
  readMonitorFlags(flags)
  const { format, gateway, ...rest } = flags
  const words = Object.entries(rest).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return value ? [`--${name}`] : []
    if (typeof value !== 'string') return []
    return [`--${name}`, PATHS.includes(name) ? resolve(value) : value]
  })
  const command = [...program, 'monitor', ...(gateway ? [gateway] : []), ...words]
  if ([...command, gateway ?? ''].some((word) => /\p{Cc}/u.test(word)))
    throw new UsageError(
      'bad-value',
      'a control character cannot stand in a service definition',
      'name the gateway, the files and the flags without it',
    )
  const service = { command, gateway: gateway ?? 'gateway' }
  const launchd = (format ?? (process.platform === 'darwin' ? 'launchd' : 'systemd')) === 'launchd'
  await writeDocument(launchd ? launchdPlist(service) : systemdUnit(service), null)
}
