const GRACE_MS = 250

/** Sets the exit code once the document is out. What still holds the process then (a socket whose peer is silent, a
 *  command that ignores its end) gets a moment to go by itself. */
export function leave(code: number): void {
  process.exitCode = code
  setTimeout(() => process.exit(code), GRACE_MS).unref()
}
