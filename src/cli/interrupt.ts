type Code = 130 | 143

export interface Interrupt {
  /** Aborted with the reason 'interrupted'. */
  readonly signal: AbortSignal
  readonly exitCode: () => Code | null
  /** Says that the document is out and the exit code set: whoever interrupts now only makes us end sooner. */
  readonly release: () => void
}

/** What a command that never listens gets after Ctrl-C, ms: it may still be loading. */
const UNHEARD_MS = 500

const controller = new AbortController()
let received: Code | null = null
let heard = false
let released = false

/** Listens for Ctrl-C and SIGTERM from the start of the program on, so that one that comes while the command is being
 *  loaded is not lost. A command that never asks for it is ended. */
export function listenForInterrupts(): void {
  process.on('SIGINT', onInt)
  process.on('SIGTERM', onTerm)
}

/** What a command works with: the first Ctrl-C or SIGTERM ends the walk, so that what is known is printed; the second
 *  ends us. */
export function onInterrupt(): Interrupt {
  heard = true
  return {
    signal: controller.signal,
    exitCode: () => received,
    release: () => {
      released = true
    },
  }
}

const hear = (code: Code) => () => {
  if (released) process.exit(process.exitCode ?? code)
  if (received) process.exit(code)
  received = code
  controller.abort('interrupted')
  setTimeout(() => {
    if (!heard) process.exit(code)
  }, UNHEARD_MS)
}

const [onInt, onTerm] = [hear(130), hear(143)]
