import { failureOf, OutputError } from './failure.ts'
import { leave } from './leave.ts'
import { isDealtWith, stdoutHasBegun, writeStdout } from './stdout.ts'

/** Tells a failure where the caller reads: as the one document on stdout when JSON was asked for and nothing is there
 *  yet, else on stderr. Everything that was known before is already out. */
export async function reportFailure(error: unknown, argv: readonly string[]): Promise<void> {
  if (isDealtWith(error)) return
  const { clean } = await import('../redact/clean.ts')
  const failure = failureOf(error)
  const [message, hint] = [clean(failure.message), clean(failure.hint)]
  if (!wantsJson(argv) || stdoutHasBegun()) {
    process.stderr.write(`${message}\n${hint}\n`)
    return leave(failure.exitCode)
  }
  const { errorJson } = await import('../render/json.ts')
  try {
    await writeStdout(errorJson({ code: failure.code, message, hint }))
    leave(failure.exitCode)
  } catch (unwritten) {
    process.stderr.write(`${message}\n${unwritten instanceof OutputError ? clean(unwritten.message) : ''}\n`)
    leave(74)
  }
}

/** Whether the command line asks for JSON; words after `--` do not count. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  const flags = end === -1 ? argv : argv.slice(0, end)
  return flags.some(
    (word, index) =>
      word === '--json' || word === '--format=json' || (word === '--format' && flags[index + 1] === 'json'),
  )
}
