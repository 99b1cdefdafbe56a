/** A value as JSON keeps it, with every string in it cleaned. A short string under a name is cleaned together with
 *  that name too: `{"token": "…"}` is a secret by its name only. */
export function cleanPlain(
  value: unknown,
  clean: (text: string) => string,
  name: string | null = null,
): unknown {
  if (typeof value === 'string') return cleanNamed(clean(value), clean, name)
  if (Array.isArray(value)) return value.map((part) => cleanPlain(part, clean))
  if (typeof value !== 'object' || value === null) return value
  if ('toJSON' in value && typeof value.toJSON === 'function') return cleanPlain(value.toJSON(), clean, name)
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, cleanPlain(part, clean, key)]))
}

function cleanNamed(text: string, clean: (text: string) => string, name: string | null): string {
  if (name === null || text.length > 512 || text.includes('\n')) return text
  const pair = clean(`${name}=${text}`)
  return pair.startsWith(`${name}=`) ? pair.slice(name.length + 1) : text
}

/** JSON text that does not depend on the order of names; `undefined` parts are left out, as in a file. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
