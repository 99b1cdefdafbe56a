import { OutputError } from './failure.ts'

/** Writes the one document: to the file of `--out` (mode 0600, replaced as a whole), else to stdout, and waits until
 *  the last byte is taken. A reader that closes the pipe early has seen what it wanted: no error. */
export async function writeDocument(text: string, out: string | null): Promise<void> {
  if (out) return writeFile(text, out)
  await new Promise<void>((resolve, reject) => {
    process.stdout.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') resolve()
      else reject(new OutputError(`stdout cannot be written: ${error.message}`))
    })
    process.stdout.write(text, (error) => {
      if (!error) resolve()
    })
  })
}

async function writeFile(text: string, path: string): Promise<void> {
  const { rename, rm, writeFile: write } = await import('node:fs/promises')
  const partial = `${path}.${process.pid}.partial`
  try {
    if (await isDevice(path)) return await write(path, text)
    await write(partial, text, { mode: 0o600, flag: 'wx' })
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {})
    throw new OutputError(
      `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** `/dev/stdout`, a FIFO or another thing that must not be replaced by a file. */
async function isDevice(path: string): Promise<boolean> {
  const { stat } = await import('node:fs/promises')
  const found = await stat(path).catch(() => null)
  return found !== null && !found.isFile()
}
