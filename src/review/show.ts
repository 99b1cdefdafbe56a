import { clean } from '../redact/clean.ts'

/** Characters of a preview. */
const PREVIEW = 200

/** How texts are shown: cleaned and cut, or left out. */
export interface Show {
  /** What people and models said. */
  readonly words: (text: string) => string | null
  /** What machines said: errors and names. */
  readonly plain: (text: string) => string
  /** A path, with the home directory as `~`. */
  readonly path: (path: string) => string
}

export function showing({
  previews,
  home,
}: {
  readonly previews: boolean
  readonly home: string | null
}): Show {
  const plain = (text: string) => clean(text, PREVIEW)
  return {
    words: (text) => (previews ? plain(text) : null),
    plain,
    path: (path) => clean(home && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path),
  }
}
