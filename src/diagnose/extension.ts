import type { CodeEntry } from '../catalog/entry.ts'
import type { Config } from '../config/schema.ts'

/** The configuration's own catalogue entries, as the catalogue keeps them. */
export function extensionOf(config: Config): Readonly<Record<string, CodeEntry>> {
  const entries = Object.entries(config.catalogue).map(
    ([code, { remedy, ...texts }]): [string, CodeEntry] => [
      code,
      { ...texts, remedy: { text: remedy, steps: [] }, verify: [] },
    ],
  )
  return Object.fromEntries(entries)
}
