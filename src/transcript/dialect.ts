/** How the prompts of a system are to be read. All of them take the whole text of a user message. */
export interface Dialect {
  /** The channel or producer that it came from, for example "telegram"; null where it does not say. */
  readonly from: (text: string) => string | null
  /** The text without what the gateway put before it. */
  readonly own: (text: string) => string
  /** Whether it is our own end-to-end test and nothing else. */
  readonly isProbe: (text: string) => boolean
}

/** Prompts that are nothing but what the user wrote. */
export const plainDialect: Dialect = { from: () => null, own: (text) => text, isProbe: () => false }
