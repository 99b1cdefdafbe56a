import { randomBytes } from 'node:crypto'
import { link, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** A writer that has not finished a file by then was killed. */
const ABANDONED_MS = 60_000

/** A row of files `<stem>.<number>.json` in a private directory. A number is given once and for all, so that of
 *  several writers exactly one gets it, whatever is killed when. */
export interface Numbered {
  readonly number: number
  readonly text: string
}

/** The entry with the largest number; null where there is none. */
export async function newest(directory: string, stem: string): Promise<Numbered | null> {
  for (let attempt = 0; ; attempt++) {
    const number = (await numbers(directory, stem)).at(-1)
    if (number === undefined) return null
    const text = await textOf(directory, stem, number)
    // Gone meanwhile: a newer one is there.
    if (text !== null || attempt === 9) return { number, text: text ?? '' }
  }
}

/** All entries, by number. */
export async function all(directory: string, stem: string): Promise<readonly Numbered[]> {
  const found = await numbers(directory, stem)
  const texts = await Promise.all(found.map((number) => textOf(directory, stem, number)))
  return found.map((number, index) => ({ number, text: texts[index] ?? '' }))
}

/** Writes one entry, whole or not at all (mode 0600); false when somebody else has that number. */
export async function append(directory: string, stem: string, { number, text }: Numbered): Promise<boolean> {
  const fresh = join(directory, `.${stem}.${number}.${process.pid}.${randomBytes(4).toString('hex')}`)
  try {
    const file = await open(fresh, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await link(fresh, pathOf(directory, stem, number))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(fresh, { force: true })
  }
}

/** Removes all but the newest `keep`, and what writers that were killed left behind. */
export async function prune(directory: string, stem: string, keep: number): Promise<void> {
  const old = (await numbers(directory, stem)).slice(0, -keep)
  const left = (await readdir(directory)).filter((name) => name.startsWith(`.${stem}.`))
  const ages = await Promise.all(left.map((name) => stat(join(directory, name)).catch(() => null)))
  const dead = left.filter((_, index) => (ages[index]?.mtimeMs ?? Date.now()) < Date.now() - ABANDONED_MS)
  const paths = [
    ...old.map((number) => pathOf(directory, stem, number)),
    ...dead.map((name) => join(directory, name)),
  ]
  await Promise.all(paths.map((path) => rm(path, { force: true })))
}

async function numbers(directory: string, stem: string): Promise<readonly number[]> {
  const names = await readdir(directory)
  return names
    .flatMap((name) => {
      const [head, number, tail] = name.split('.')
      return head === stem && tail === 'json' && /^\d{1,15}$/.test(number ?? '') ? [Number(number)] : []
    })
    .toSorted((a, b) => a - b)
}

async function textOf(directory: string, stem: string, number: number): Promise<string | null> {
  try {
    return await readFile(pathOf(directory, stem, number), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

const pathOf = (directory: string, stem: string, number: number) => join(directory, `${stem}.${number}.json`)
