/** Listens for Ctrl-C and SIGTERM. The first ends the walk, so that what is known is printed; the second ends us. */
export function onInterrupt(): {
  readonly signal: AbortSignal
  readonly exitCode: () => 130 | 143 | null
  readonly release: () => void
} {
  const controller = new AbortController()
  let received: 130 | 143 | null = null
  const hear = (code: 130 | 143) => () => {
    if (received) process.exit(code)
    received = code
    controller.abort('interrupted')
  }
  const [onInt, onTerm] = [hear(130), hear(143)]
  process.on('SIGINT', onInt)
  process.on('SIGTERM', onTerm)
  return {
    signal: controller.signal,
    exitCode: () => received,
    release: () => {
      process.off('SIGINT', onInt)
      process.off('SIGTERM', onTerm)
    },
  }
}
