import { eastAsianWidth } from 'get-east-asian-width'

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/
const COMBINING = /^[\p{Mn}\p{Me}]$/u

/** How many terminal columns a text takes; it must be free of controls. Wide East Asian characters and emoji take
 *  two, combining marks none. */
export function textWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length
  let columns = 0
  for (const char of text) columns += charWidth(char)
  return columns
}

/** The columns of one code point: 0, 1 or 2. */
export function charWidth(char: string): 0 | 1 | 2 {
  return COMBINING.test(char) ? 0 : eastAsianWidth(char.codePointAt(0) ?? 0)
}
