import { SYSTEMD_CALL_MS, systemctlEnv, systemdScope } from '../../../checks/process/systemd-service.ts'
import type { Context } from '../../core/check.ts'
import type { UnitName } from './settings.ts'

/** What a systemd unit gives its process: variables, and the files that are read after them. */
export interface UnitSettings {
  /** Only the names that were asked for: the others may be secrets. */
  readonly environment: Readonly<Record<string, string>>
  /** The last one is the strongest; a file overrides `environment`. */
  readonly files: readonly string[]
}

/** Asks `systemctl show`, which only looks; null where there is no such unit, or no systemd to ask. */
export async function askUnit(
  { host, signal }: Context,
  { unit, user }: UnitName,
  names: readonly string[],
): Promise<UnitSettings | null> {
  const scope = user ? 'user' : 'system'
  const properties = '--property=LoadState,Environment,EnvironmentFiles'
  const request = {
    file: 'systemctl',
    args: [...systemdScope(scope, host.env.who()), 'show', unit, properties],
    env: systemctlEnv(scope, host.env),
    deadlineMs: SYSTEMD_CALL_MS,
    maxOutput: 200_000,
  }
  const answer = await host.exec.run(request, signal)
  return answer.ok && answer.exitCode === 0 ? unitSettings(answer.stdout, names) : null
}

/** Reads the three properties (systemd 252): one `EnvironmentFiles=` line for each file, `Environment=` once; null
 *  where the unit is not loaded. */
export function unitSettings(output: string, names: readonly string[]): UnitSettings | null {
  const lines = output.split('\n')
  if (!lines.includes('LoadState=loaded')) return null
  const of = (property: string) =>
    lines.filter((line) => line.startsWith(`${property}=`)).map((line) => line.slice(property.length + 1))
  const environment = of('Environment')
    .flatMap((line) => assignments(line))
    .filter(([name]) => names.includes(name))
  const files = of('EnvironmentFiles').flatMap((line) => FILE.exec(line)?.groups?.path ?? [])
  return { environment: Object.fromEntries(environment), files: files.slice(0, MOST_FILES) }
}

const MOST_FILES = 20
/** A pattern (`/etc/mission-control/*.env`) is left out: systemd resolves it at the start only. */
const FILE = /^(?<path>\/[^*?[\]]*) \(ignore_errors=(?:yes|no)\)$/

/** `A=b "C=d e" "E=\"x\" \$y"`: an assignment with anything but plain characters is quoted as a whole. */
function assignments(text: string): readonly (readonly [name: string, value: string])[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].flatMap(([, quoted, bare]) => {
    const pair = quoted === undefined ? (bare ?? '') : quoted.replace(/\\(["\\$`])/g, '$1')
    const at = pair.indexOf('=')
    return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)] as const] : []
  })
}
