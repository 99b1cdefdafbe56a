import { flat } from './flat.ts'

/** Parts of a record that may have any shape. What has another shape than expected reads as null. */

export type Fields = Readonly<Record<string, unknown>>

/** Most characters of a text that are kept. */
const KEPT = 1_000

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

/** A short word: an id, a name, a path. */
export function wordOf(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 4_096 ? value : null
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** Epoch ms of ISO text or of a number, between 2001 and 2100. */
export function timeOf(value: unknown): number | null {
  const ms =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && value.length < 64
        ? Date.parse(value)
        : Number.NaN
  return ms > 978_307_200_000 && ms < 4_102_444_800_000 ? ms : null
}

/** The beginning of a text. It is not cut inside a word: half a secret would not be known as one later. */
export function beginningOf(text: string): string {
  return text.length <= KEPT ? text : flat(text.slice(0, KEPT).replace(/\S{0,400}$/, ''))
}
