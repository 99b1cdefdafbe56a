import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A directory of its own for one test: a home, a place for temporary files, whatever else the test puts there. */
export interface Sandbox {
  readonly root: string
  readonly home: string
  readonly temp: string
  /** HOME and TMPDIR of this sandbox. */
  readonly env: Readonly<Record<string, string>>
  /** Writes a file below the root and gives its path. */
  readonly put: (name: string, content: string | Uint8Array, mode?: number) => string
  /** Writes a configuration (JSON) below the root and gives its path. */
  readonly config: (content: object, name?: string) => string
  readonly remove: () => void
}

export function makeSandbox(): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'firstfault-sandbox-'))
  const [home, temp] = [join(root, 'home'), join(root, 'tmp')]
  for (const path of [home, temp]) mkdirSync(path)
  // Other users of a test must be able to pass.
  chmodSync(root, 0o755)
  const put: Sandbox['put'] = (name, content, mode = 0o644) => {
    const path = join(root, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content, { mode })
    return path
  }
  return {
    root,
    home,
    temp,
    env: { HOME: home, TMPDIR: temp },
    put,
    config: (content, name = 'firstfault.json') => put(name, JSON.stringify(content)),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }),
  }
}
