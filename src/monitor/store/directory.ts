import { chmod, lstat, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../../core/usage-error.ts'
import type { Host } from '../../host/host.ts'

/** Where monitors remember when nothing else is said. */
export function defaultStateDirectory({ env }: Host): string {
  const home = env.who().home ?? '/'
  return join(env.get('XDG_STATE_HOME') || join(home, '.local/state'), 'firstfault/monitor')
}

/** The private directory of one gateway, made where it is missing. One that belongs to somebody else, or is a link,
 *  is refused: its owner could make us restart, or keep us from it. */
export async function openDirectory(base: string, gateway: string): Promise<string> {
  const path = join(base, encodeURIComponent(gateway).replace(/^\./, '%2E'))
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    const found = await lstat(path)
    if (!found.isDirectory()) throw refused(path, 'it is not a directory')
    if (found.uid !== process.geteuid?.()) throw refused(path, 'it belongs to another user')
    if ((found.mode & 0o077) !== 0) await chmod(path, 0o700)
    return path
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw refused(path, error instanceof Error ? error.message : String(error))
  }
}

const refused = (path: string, why: string) =>
  new UsageError(
    'state',
    `The state directory ${path} cannot be used: ${why}`,
    'Name another one with --state DIR.',
  )
