import * as z from 'zod'

/** What may be known of a stored credential: never its value. `expires` is epoch ms. */
export interface Credential {
  readonly type: string
  readonly expires: number | null
}

/** pi's `auth.json`: provider to {type: "oauth", access, refresh, expires} or {type: "api_key", key} (pi 0.57). */
const entry = z.object({
  type: z.string().max(40).catch('unknown'),
  expires: z.number().positive().nullish().catch(null),
})

/** The providers that a credentials file names; null when it is not such a file. Values are dropped here. */
export function credentialsIn(text: string): ReadonlyMap<string, Credential> | null {
  try {
    const file = z.record(z.string().max(100), z.unknown()).parse(JSON.parse(text))
    const entries = Object.entries(file)
      .slice(0, 200)
      .flatMap(([provider, value]) => {
        const { success, data } = entry.safeParse(value)
        return success ? [[provider, { type: data.type, expires: data.expires ?? null }] as const] : []
      })
    return new Map(entries)
  } catch {
    return null
  }
}
