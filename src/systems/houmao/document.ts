import type { z } from 'zod'
import type { Host } from '../../host/host.ts'

/** One of Houmao's JSON files as it was read. `invalid`: Houmao itself would refuse or ignore it; `why` says what is
 *  wrong without repeating values. */
export type Document<T> =
  | { readonly kind: 'valid'; readonly path: string; readonly value: T; readonly mtimeMs: number }
  | { readonly kind: 'invalid'; readonly path: string; readonly why: string; readonly mtimeMs: number }
  | { readonly kind: 'absent'; readonly path: string }
  | { readonly kind: 'blocked'; readonly path: string; readonly why: string }

const MAX_BYTES = 1_000_000

/** Reads a JSON file, without following links, and holds it against the schema. */
export async function readDocument<T>(host: Host, path: string, schema: z.ZodType<T>): Promise<Document<T>> {
  const file = await host.files.read({ path, maxBytes: MAX_BYTES })
  if (!file.ok && file.problem === 'absent') return { kind: 'absent', path }
  if (!file.ok) return { kind: 'blocked', path, why: `${path}: ${file.message}` }
  const parsed = parseDocument(file.text, schema)
  const { mtimeMs } = file
  return parsed.ok
    ? { kind: 'valid', path, value: parsed.value, mtimeMs }
    : { kind: 'invalid', path, why: parsed.why, mtimeMs }
}

/** A text held against a schema; never throws, whatever the text is. */
export function parseDocument<T>(
  text: string,
  schema: z.ZodType<T>,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { ok: false, why: text.trim() === '' ? 'it is empty' : 'it is not JSON' }
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return { ok: true, value: parsed.data }
  const [issue] = parsed.error.issues
  const place = issue?.path.map(String).join('.') || 'the document'
  return { ok: false, why: `${place}: ${issue?.message ?? 'wrong'}`.slice(0, 200) }
}
