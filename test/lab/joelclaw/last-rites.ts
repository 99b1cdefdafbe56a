const wills = new Set<() => void>()
let installed = false

/** Runs `will` (synchronously) when this process ends in any way but SIGKILL; the returned function takes it back. */
export function atTheEnd(will: () => void): () => void {
  if (!installed) {
    installed = true
    process.on('exit', execute)
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGHUP', 129],
    ] as const) {
      process.once(signal, () => process.exit(code))
    }
  }
  wills.add(will)
  return () => wills.delete(will)
}

function execute(): void {
  for (const will of wills) will()
}
