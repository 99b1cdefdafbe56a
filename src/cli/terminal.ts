/** What the reader's terminal can show; a file, a pipe, CI and NO_COLOR get plain text. */
export async function terminalOf(out: string | null) {
  const { colourLevel } = await import('./colour.ts')
  const tty = out === null && process.stdout.isTTY === true
  const plain =
    !tty || Boolean(process.env.NO_COLOR) || Boolean(process.env.CI) || process.env.TERM === 'dumb'
  const locale = process.env.LC_ALL || process.env.LC_CTYPE || process.env.LANG || ''
  return {
    width: tty ? Math.min(Math.max(process.stdout.columns || 80, 40), 160) : 100,
    colour: plain ? (0 as const) : colourLevel,
    unicode: process.env.FIRSTFAULT_ASCII ? false : /utf-?8/i.test(locale) || process.platform === 'darwin',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}
