/** A value that a field of a status body may be compared with. */
export type Scalar = string | number | boolean | null

/** How a body stands to what is expected of it: as expected, well-formed with another value, or another shape. */
export type BodyMatch =
  | { readonly match: 'equal' }
  | { readonly match: 'differs'; readonly field: string; readonly value: Scalar }
  | { readonly match: 'foreign'; readonly why: string }

/** Compares a JSON body with expected fields, by JSON pointer ("/status/ready") or top-level name ("ok"). A field
 *  that is missing or of another type makes the body foreign: it is not the document that was expected. */
export function matchBody(body: string, expected: Readonly<Record<string, Scalar>>): BodyMatch {
  const document = parse(body)
  if (!document) return { match: 'foreign', why: 'no JSON' }
  for (const [field, wanted] of Object.entries(expected)) {
    const value = at(document.value, field)
    if (value === undefined) return { match: 'foreign', why: `no field ${field}` }
    if (typeof value !== typeof wanted || !isScalar(value))
      return { match: 'foreign', why: `field ${field} is of another type` }
    if (value !== wanted) return { match: 'differs', field, value }
  }
  return { match: 'equal' }
}

/** Whether a field of a JSON body has this value. */
export function holds(body: string, field: string, value: Scalar): boolean {
  const document = parse(body)
  return document !== null && at(document.value, field) === value
}

function parse(body: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(body) }
  } catch {
    return null
  }
}

function at(document: unknown, field: string): unknown {
  const words = field.startsWith('/') ? field.slice(1).split('/').map(unescaped) : [field]
  return words.reduce<unknown>((value, word) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, word)) return undefined
    return (value as Readonly<Record<string, unknown>>)[word]
  }, document)
}

const unescaped = (word: string): string => word.replaceAll('~1', '/').replaceAll('~0', '~')

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}
