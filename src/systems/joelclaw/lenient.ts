import * as z from 'zod'

/** Readers of fields that builds of the daemon may leave out, add to or change: what has another shape than
 *  expected reads as null, long texts and lists are cut, and nothing throws. */

/** A text of at most 500 characters. */
export const text = z
  .string()
  .transform((value) => value.slice(0, 500))
  .nullish()
  .catch(null)

export const number = z.number().nullish().catch(null)

export const flag = z.boolean().nullish().catch(null)

/** A moment, written as ISO text or epoch ms; reads as epoch ms. */
export const time = z.union([z.string(), z.number()]).transform(epoch).nullish().catch(null)

/** The first 100 items of the expected shape. */
export function list<Item extends z.ZodType>(item: Item) {
  return z
    .array(z.unknown())
    .transform((items) => items.slice(0, 100).flatMap((one) => parsed(item, one)))
    .nullish()
    .catch(null)
}

/** An object of named parts; parts of another shape are left out. */
export function named<Part extends z.ZodType>(part: Part) {
  return z
    .record(z.string(), z.unknown())
    .transform(
      (parts) =>
        new Map(
          Object.entries(parts)
            .slice(0, 100)
            .flatMap(([name, one]) => parsed(part, one).map((value) => [name, value] as const)),
        ),
    )
    .nullish()
    .catch(null)
}

/** An object with the fields that are named here; others are dropped. */
export function fields<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).nullish().catch(null)
}

function parsed<Item extends z.ZodType>(item: Item, value: unknown): z.output<Item>[] {
  const result = item.safeParse(value)
  return result.success ? [result.data] : []
}

/** Epoch ms of a time between 2001 and 2100, null for anything else. */
function epoch(value: string | number): number | null {
  const ms = typeof value === 'number' ? value : Date.parse(value)
  return ms > 978_307_200_000 && ms < 4_102_444_800_000 ? ms : null
}
