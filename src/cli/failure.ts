/** A mistake of the caller or of the configuration: nothing was checked. */
export class UsageError extends Error {
  readonly code: string
  readonly hint: string
  constructor(code: string, message: string, hint: string) {
    super(message)
    this.name = 'UsageError'
    this.code = code
    this.hint = hint
  }
}

/** The document could not be written (exit 74). */
export class OutputError extends Error {}

export interface Failure {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly exitCode: 2 | 70 | 74
}

/** What an error means to the caller: oclif's parse errors are usage errors, all that we did not foresee is ours. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? firstLines(error.message) : String(error)
  if (error instanceof UsageError) return { code: error.code, message, hint: error.hint, exitCode: 2 }
  if (error instanceof OutputError)
    return {
      code: 'output',
      message,
      hint: 'Check the path given to --out and the space on its disk.',
      exitCode: 74,
    }
  if (isParseError(error))
    return {
      code: 'usage',
      message,
      hint: 'See `firstfault --help` or `firstfault diagnose --help`.',
      exitCode: 2,
    }
  return {
    code: 'defect',
    message: `firstfault itself failed: ${message}`,
    hint: 'This is a defect of firstfault, not of the gateway. Please report it with the command line used.',
    exitCode: 70,
  }
}

/** Tells a failure where the caller reads: as the one document on stdout when JSON was asked for, else on stderr.
 *  Everything that was known before is already out. */
export async function reportFailure(error: unknown, argv: readonly string[]): Promise<void> {
  if (isClosedPipe(error)) return
  const { clean } = await import('../redact/clean.ts')
  const failure = failureOf(error)
  const [message, hint] = [clean(failure.message), clean(failure.hint)]
  process.exitCode = failure.exitCode
  if (!wantsJson(argv)) {
    process.stderr.write(`${message}\n${hint}\n`)
    return
  }
  const { errorJson } = await import('../render/json.ts')
  process.stdout.write(errorJson({ code: failure.code, message, hint }))
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

const firstLines = (text: string): string => text.split('\nSee more help')[0]?.trim() ?? text

const isClosedPipe = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EPIPE'

function isParseError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('oclif' in error)) return false
  const { exit } = error.oclif as { exit?: number }
  return exit === 2
}
