/** A dependency of the gateway on pi, and the oldest version that its range allows. */
export interface Pinned {
  readonly name: string
  readonly version: readonly number[]
}

/** The pi packages of every publisher; the agent first, because it fixes the others. */
const PI_PACKAGE = /^@[a-z0-9-]+\/pi-(coding-agent|ai)$/

/** The oldest pi package that a `package.json` names; null when it names none by number. */
export function pinnedPi(packageJson: string): Pinned | null {
  const pins = Object.entries(dependenciesOf(packageJson)).flatMap(([name, range]): Pinned[] => {
    const version =
      PI_PACKAGE.test(name) && typeof range === 'string' ? parseVersion(range.slice(0, 100)) : null
    return version ? [{ name, version }] : []
  })
  return (
    pins.toSorted((a, b) =>
      isOlder(a.version, b.version) ? -1 : isOlder(b.version, a.version) ? 1 : 0,
    )[0] ?? null
  )
}

/** The first `major.minor.patch` in a text. */
export function parseVersion(text: string): readonly number[] | null {
  const match = /(?<![\d.])(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?![\d.])/.exec(text)
  return match ? match.slice(1).map(Number) : null
}

/** Whether a version comes before another, number by number. */
export function isOlder(a: readonly number[], b: readonly number[]): boolean {
  const index = a.findIndex((part, at) => part !== (b[at] ?? 0))
  return index >= 0 && (a[index] ?? 0) < (b[index] ?? 0)
}

export const versionText = (version: readonly number[]): string => version.join('.')

function dependenciesOf(packageJson: string): object {
  try {
    const parsed: unknown = JSON.parse(packageJson)
    const found =
      typeof parsed === 'object' && parsed !== null && 'dependencies' in parsed ? parsed.dependencies : null
    return typeof found === 'object' && found !== null ? found : {}
  } catch {
    return {}
  }
}
