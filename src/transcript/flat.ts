const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** The same text in memory of its own. A slice keeps the whole text alive that it was cut from, and what is kept of a
 *  line of megabytes must not keep these. */
export function flat(text: string): string {
  return decoder.decode(encoder.encode(text))
}
