import { OutputError } from './failure.ts'
import { writeStdout } from './stdout.ts'

const STDOUT: readonly string[] = ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']

/** How long a reader may take for the document after Ctrl-C, ms. */
const PATIENCE_MS = 400

/** Writes the one document: to the file of `--out` (mode 0600, replaced as a whole), else to stdout, and waits until
 *  the last byte is taken, however slow the reader is. After an interrupt it waits no longer than a moment. False
 *  when the reader has closed the pipe. */
export async function writeDocument(
  text: string,
  out: string | null,
  interrupted?: AbortSignal,
): Promise<boolean> {
  // Opened by name, a stdout that is a socket would say ENXIO, and a file would be begun anew.
  if (!out || STDOUT.includes(out))
    return Promise.race([writeStdout(text), ...(interrupted ? [momentAfter(interrupted)] : [])])
  await writeFile(text, out)
  return true
}

function momentAfter(signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    const wait = () => setTimeout(() => resolve(false), PATIENCE_MS).unref()
    if (signal.aborted) wait()
    else signal.addEventListener('abort', wait, { once: true })
  })
}

async function writeFile(text: string, path: string): Promise<void> {
  const { rename, rm, writeFile: write } = await import('node:fs/promises')
  const partial = `${path}.${process.pid}.partial`
  try {
    if (await isHeld(path)) return await write(path, text)
    await write(partial, text, { mode: 0o600, flag: 'wx' })
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {})
    throw new OutputError(
      `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** Whether something is there that must be written to rather than replaced by a file: a FIFO, a terminal, or a name
 *  of one of our own descriptors (`/dev/stdout` is a link, and what it leads to may be a file). */
async function isHeld(path: string): Promise<boolean> {
  const { lstat, stat } = await import('node:fs/promises')
  const nothing = () => null
  const [itself, behind] = await Promise.all([lstat(path).catch(nothing), stat(path).catch(nothing)])
  if (!itself || !behind) return false
  return !behind.isFile() || (itself.isSymbolicLink() && /^\/(dev|proc)\//.test(path))
}
