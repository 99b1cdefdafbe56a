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
