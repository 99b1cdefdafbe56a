import { UsageError } from '../core/usage-error.ts'

/** The document could not be written (exit 74). */
export class OutputError extends Error {}

/** Ctrl-C or SIGTERM came before there was anything to report. */
export class Interrupted extends Error {
  readonly exitCode: 130 | 143
  constructor(exitCode: 130 | 143) {
    super('Stopped before anything was looked at.')
    this.exitCode = exitCode
  }
}

/** A walk that failed by our own fault, with the layers that were known by then. */
export class WalkDefect extends Error {
  readonly known: readonly string[]
  constructor(cause: unknown, known: readonly string[]) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.known = known
  }
}

export interface Failure {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly exitCode: 2 | 70 | 74 | 130 | 143
}

/** What an error means to the caller: oclif's parse errors are usage errors, all that we did not foresee is ours. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? firstLines(error.message) : String(error)
  if (error instanceof UsageError) return { code: error.code, message, hint: error.hint, exitCode: 2 }
  if (error instanceof OutputError)
    return {
      code: 'output',
      message,
      hint: 'Check the path and the space on its disk.',
      exitCode: 74,
    }
  if (error instanceof Interrupted)
    return { code: 'interrupted', message, hint: 'Run it again.', exitCode: error.exitCode }
  if (isParseError(error))
    return {
      code: 'usage',
      message,
      hint: 'See `firstfault --help` or `firstfault diagnose --help`.',
      exitCode: 2,
    }
  return {
    code: 'defect',
    message: `firstfault itself failed: ${message}${knownIn(error)}`,
    hint: 'This is a defect of firstfault, not of the gateway. Please report it with the command line used.',
    exitCode: 70,
  }
}

function knownIn(error: unknown): string {
  if (!(error instanceof WalkDefect)) return ''
  return ` Known before it failed: ${error.known.join(', ') || 'nothing'}.`
}

const firstLines = (text: string): string => text.split('\nSee more help')[0]?.trim() ?? text

function isParseError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('oclif' in error)) return false
  const { exit } = error.oclif as { exit?: number }
  return exit === 2
}
