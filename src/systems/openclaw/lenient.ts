/** Values of a document that others wrote, narrowed without failing: what has another shape is left out. */
export type Fields = Readonly<Record<string, unknown>>

export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

/** The value at a path of names; undefined where a part is missing. */
export function at(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (part, name) => (Object.hasOwn(fieldsOf(part), name) ? fieldsOf(part)[name] : undefined),
    value,
  )
}

/** A text of at most `max` characters; null for anything else and for an empty one. */
export function textOf(value: unknown, max = 500): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, max) : null
}

export const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null

export const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.flatMap((one) => textOf(one) ?? []) : []

/** A document's JSON; null when it is none. */
export function jsonOf(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : null
  } catch {
    return null
  }
}
