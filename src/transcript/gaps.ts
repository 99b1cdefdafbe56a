/** A time in which nothing was written, epoch ms. */
export interface Gap {
  readonly from: number
  readonly to: number
}

/** The silences between entries that last at least `leastMs`. */
export function gapsIn(entries: readonly { readonly at: number | null }[], leastMs: number): readonly Gap[] {
  const times = entries.flatMap((entry) => entry.at ?? []).sort((a, b) => a - b)
  return times.flatMap((to, index) => {
    const from = times[index - 1]
    return from !== undefined && to - from >= leastMs ? { from, to } : []
  })
}
