/** One kind of secret. In `find`, group 1 is the context that stays; the rest of the match is replaced. */
export interface Rule {
  /** Shown in the mark: `[redacted:<kind>]`. */
  readonly kind: string
  readonly find: RegExp
}

const MARK = String.raw`\[redacted:[a-z0-9-]{1,40}\]`

/** Stands before a value: a value that is nothing but a mark was replaced already. */
const OPEN = String.raw`(?!${MARK}(?:$|[\s"'\x60,;)}\]&@\\#<>]))`

/** Backslashes, unless they escape a quote: JSON must stay JSON. */
export const BACKSLASH = String.raw`\\+(?!["'\x60\\])`

/** A value without quotes: up to a blank or a quote; punctuation at its end belongs to the text around it. */
export const BARE = String.raw`(?:${MARK}|[^\s"'\x60,;)}\]\\]|${BACKSLASH}|[,;)}\]]+(?=[^\s"'\x60,;)}\]\\]))+`

/** The end of a JSON string that is not our value's own. */
const JSON_END = String.raw`(?<!\\)"\s{0,4}(?:[,}\]:]|$)`

/** A secret that is known by its own shape, wherever it stands.
 *
 *  Patterns here and below must stay linear on hostile input: an unbounded repeat may only be followed by
 *  something optional, and every repeat before a required part is bounded. */
export function shape(kind: string, ...patterns: readonly string[]): Rule {
  return { kind, find: new RegExp(`()(?:${patterns.join('|')})`, 'g') }
}

/** A value that is secret because of what stands before it. `context` must have no capturing groups. */
export function after(kind: string, context: string, value: string = BARE, flags = 'i'): Rule {
  return { kind, find: new RegExp(`(${context})${OPEN}(?:${value})`, `g${flags}`) }
}

/** A quoted value: up to the same quote, or where the text was cut off, to the end of the line or of the JSON string
 *  around it. Three characters at least, so that `token: "}"` of a parser's complaint stays. */
export function quotedAfter(kind: string, context: string): readonly Rule[] {
  const plain = String.raw`(${context}(["'\x60]))${OPEN}(?:\\[^\n]|(?!\2|${JSON_END})[^\n\\]){3,}`
  const nested = String.raw`(${context}(\\{1,8}["'\x60]))${OPEN}(?:(?!(?<!\\)\2|${JSON_END})[^\n]){3,}`
  return [plain, nested].map((source) => ({ kind, find: new RegExp(source, 'gi') }))
}
