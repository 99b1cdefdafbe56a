/** What a compose file gives a service: its environment, and the env files that it names. */
export interface ComposeService {
  readonly environment: Readonly<Record<string, string>>
  readonly envFiles: readonly string[]
}

type Plain = Readonly<Record<string, unknown>>

/** A service of a parsed compose file, its `${NAME}` places filled from the file's own `.env`; null when the file has
 *  no such service. `environment` may be a map or a list, `env_file` one name, a list, or a list of `{path}`. */
export function composeService(document: unknown, service: string, dotEnv: Plain): ComposeService | null {
  const services = plain(plain(document)?.services)
  const found = services && Object.hasOwn(services, service) ? plain(services[service]) : null
  if (!found) return null
  return { environment: environmentOf(found.environment, dotEnv), envFiles: envFilesOf(found.env_file) }
}

function environmentOf(given: unknown, dotEnv: Plain): ComposeService['environment'] {
  const pairs: readonly (readonly [string, unknown])[] = Array.isArray(given)
    ? given.filter((one) => typeof one === 'string').map((one: string) => split(one))
    : Object.entries(plain(given) ?? {})
  return Object.fromEntries(
    pairs.flatMap(([name, value]): [string, string][] => {
      // A name without a value is passed through from the shell that runs compose, or its `.env`.
      const own = Object.hasOwn(dotEnv, name) ? dotEnv[name] : undefined
      const text = value === null || value === undefined ? own : interpolate(String(value), dotEnv)
      return typeof text === 'string' ? [[name, text]] : []
    }),
  )
}

function split(pair: string): readonly [string, string | null] {
  const at = pair.indexOf('=')
  return at < 0 ? [pair, null] : [pair.slice(0, at), pair.slice(at + 1)]
}

const PLACE = /\$(?:\$|\{(\w+)(?:(:?)-([^}]*))?\}|(\w+))/g

/** `${A}`, `$A`, `${A-default}` (unset), `${A:-default}` (unset or empty), `$$` for a dollar sign. */
export function interpolate(text: string, values: Plain): string {
  return text.replace(PLACE, (all, braced, colon, fallback, bare) => {
    if (all === '$$') return '$'
    const name: string = braced ?? bare
    const value = Object.hasOwn(values, name) ? String(values[name]) : null
    const missing = value === null || (colon === ':' && value === '')
    return missing ? (fallback ?? '') : value
  })
}

function envFilesOf(given: unknown): readonly string[] {
  const list = Array.isArray(given) ? given : [given]
  return list.flatMap((one) => {
    const path = typeof one === 'string' ? one : plain(one)?.path
    return typeof path === 'string' ? [path] : []
  })
}

function plain(value: unknown): Plain | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Plain) : null
}
