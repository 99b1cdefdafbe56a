import { charWidth, textWidth } from './width.ts'

/** Breaks a text into lines of at most `width` columns (2 or more), at blanks where it can, else inside a word. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of text.trim().match(/\s+|\S+/g) ?? []) {
    if (textWidth(line) + textWidth(piece) <= width) {
      line += piece
      continue
    }
    if (line.trim() !== '') lines.push(line.trimEnd())
    const parts = piece.trim() === '' ? [''] : broken(piece, width)
    lines.push(...parts.slice(0, -1))
    line = parts.at(-1) ?? ''
  }
  return line.trim() === '' && lines.length > 0 ? lines : [...lines, line.trimEnd()]
}

/** A word in parts that fit. */
function broken(word: string, width: number): readonly string[] {
  const parts: string[] = []
  let part = ''
  let used = 0
  for (const char of word) {
    const columns = charWidth(char)
    if (used + columns > width) {
      parts.push(part)
      part = ''
      used = 0
    }
    part += char
    used += columns
  }
  return [...parts, part]
}

/** The text in at most `width` columns; `mark` stands where something was left out. */
export function shorten(text: string, width: number, mark: string): string {
  if (textWidth(text) <= width) return text
  const room = width - textWidth(mark)
  if (room <= 0) return broken(text, Math.max(width, 2))[0]?.slice(0, width) ?? ''
  return `${(broken(text, room)[0] ?? '').trimEnd()}${mark}`
}

/** The text filled with blanks to `width` columns. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)))
}
