import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** One TypeScript file of this repository. */
export interface Source {
  /** Relative to the repository. */
  readonly path: string
  readonly text: string
  /** The text without comments and without what stands in quotes; line ends stay where they are. */
  readonly code: string
  readonly imports: readonly Import[]
}

export interface Import {
  /** A path relative to the repository, or the name of a package. */
  readonly from: string
  /** Erased by the compiler: nothing is loaded for it. */
  readonly typeOnly: boolean
}

/** Every TypeScript file below these folders. */
export function sourcesIn(...folders: readonly string[]): readonly Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map((name) => join(folder, String(name)))
      .filter((path) => path.endsWith('.ts'))
      .toSorted()
      .map(read),
  )
}

function read(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8')
  return { path, text, code: bare(text), imports: importsOf(path, text) }
}

const COMMENTS = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g
const QUOTED = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g

const bare = (text: string): string =>
  text
    .replace(COMMENTS, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(QUOTED, (quoted) => `${quoted[0]}${quoted[0]}`)

const IMPORT =
  /^(?:import|export)\s+(type\s)?([^'"]*?)\s*from\s+'([^']+)'|\bimport\('([^']+)'\)|^import\s+'([^']+)'/gm

function importsOf(path: string, text: string): readonly Import[] {
  return [...text.matchAll(IMPORT)].map(([, type, names = '', from, lazy, bareImport]) => {
    const target = (from ?? lazy ?? bareImport) as string
    const named = /^\{([^}]*)\}$/
      .exec(names.trim())?.[1]
      ?.split(',')
      .map((name) => name.trim())
      .filter(Boolean)
    const onlyTypes = Boolean(named?.length) && (named ?? []).every((name) => name.startsWith('type '))
    return {
      from: target.startsWith('.') ? relative(root, join(root, dirname(path), target)) : target,
      typeOnly: Boolean(type) || onlyTypes,
    }
  })
}
