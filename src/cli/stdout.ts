import { OutputError } from './failure.ts'

let begun = false

/** Errors of stdout that are dealt with here; oclif throws them once more from a listener of its own. */
const dealtWith = new WeakSet<Error>()

/** Whether a document is on stdout, or on its way: then nothing else may follow it. */
export const stdoutHasBegun = (): boolean => begun

/** Writes to stdout and waits until the last byte is taken. False when the reader has closed the pipe: it has seen
 *  what it wanted, which is no error. */
export function writeStdout(text: string): Promise<boolean> {
  begun = true
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error) dealtWith.add(error)
      if (!error) resolve(true)
      else if (isClosedPipe(error)) resolve(false)
      else reject(new OutputError(`stdout cannot be written: ${error.message}`))
    })
  })
}

/** Hears the errors of both streams, which would otherwise end the process or, told on the same stream, never end.
 *  `unwritten` is told of what oclif could not write (help, for example); our own documents are told of above. */
export function hearStreams(unwritten: (error: OutputError) => void): void {
  process.stderr.on('error', () => {})
  process.stdout.on('error', (error) => {
    dealtWith.add(error)
    if (!begun && !isClosedPipe(error))
      unwritten(new OutputError(`stdout cannot be written: ${error.message}`))
  })
}

/** Whether there is nothing more to say about an error. */
export const isDealtWith = (error: unknown): boolean =>
  isClosedPipe(error) || (error instanceof Error && dealtWith.has(error))

/** Whether the reader is gone; a stream says it once, and later that it is destroyed. */
const isClosedPipe = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED')
