import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { mayRestart, merged, type RestartLimits, type RestartOutcome, type RestartRecord } from './limits.ts'
import type { Moment } from './moment.ts'
import { all, append, prune } from './store/numbered.ts'
import { keyOf, onShared, type Shared } from './store/shared.ts'
import type { Places } from './store/store.ts'

const INTENT = 'restart'
const RESULT = 'result'
const KEEP = 100
const DAY_MS = 86_400_000

const intent = z.object({
  token: z.string(),
  moment: z.object({ at: z.number(), up: z.number(), boot: z.string() }),
})
const result = z.object({ outcome: z.enum(['done', 'failed']) })

/** A claim on the fence. Granted, it holds for the cooldown, also when we are killed before the command runs. */
export type Claim =
  | { readonly granted: true; readonly number: number }
  | { readonly granted: false; readonly why: string }

export interface ClaimRequest {
  readonly token: string
  readonly now: Moment
  readonly limits: RestartLimits
  /** The restarts that the state remembers, this one left out. */
  readonly known: readonly RestartRecord[]
}

/** The restarts in the gateway's own ledger, apart from the state: a lost or emptied state allows none sooner. */
export async function ledger({ directory }: Places): Promise<readonly RestartRecord[]> {
  const [intents, results] = await Promise.all([all(directory, INTENT), all(directory, RESULT)])
  const outcomes = new Map(results.map(({ number, text }) => [number, parsed(result, text)?.outcome ?? null]))
  return intents.flatMap(({ number, text }) => {
    const known = parsed(intent, text)
    return known ? [{ ...known, outcome: outcomes.get(number) ?? null }] : []
  })
}

/** Claims the right to restart once. Both fences must grant it, the ledger of this machine and the shared Redis; of
 *  several monitors exactly one gets it. A Redis that cannot be reached leaves the decision to the ledger: it may be
 *  the very thing that is down. */
export async function claim(places: Places, { token, now, limits, known }: ClaimRequest): Promise<Claim> {
  const { directory, shared } = places
  const before = await all(directory, INTENT)
  const permission = mayRestart(merged(known, await ledger(places)), now, limits)
  if (!permission.allowed) return { granted: false, why: permission.why }
  const elsewhere = shared ? await claimShared(shared, token, limits) : null
  if (elsewhere) return { granted: false, why: elsewhere }
  const number = (before.at(-1)?.number ?? 0) + 1
  const own = await append(directory, INTENT, { number, text: JSON.stringify({ token, moment: now }) })
  return own ? { granted: true, number } : { granted: false, why: 'another monitor is restarting it' }
}

/** Writes how the restart ended. */
export async function settle({ directory }: Places, number: number, outcome: RestartOutcome): Promise<void> {
  await append(directory, RESULT, { number, text: JSON.stringify({ outcome }) })
  await rm(join(directory, `restart.${number - KEEP}.out`), { force: true })
  await prune(directory, INTENT, KEEP)
  await prune(directory, RESULT, KEEP)
}

/** Why the shared Redis does not grant it; null when it does, or cannot be asked. Its own clock counts. */
async function claimShared(shared: Shared, token: string, limits: RestartLimits): Promise<string | null> {
  const [fence, day] = [keyOf(shared, 'restart'), keyOf(shared, 'restarts')]
  const claimed = await onShared(shared, async (client) => {
    const set = await client.set(fence, token, 'PX', Math.max(1, limits.cooldownMs), 'NX')
    if (set === null) return { why: 'another monitor restarted it within the cooldown' }
    const [seconds] = await client.time()
    const now = Number(seconds) * 1000
    await client.zremrangebyscore(day, 0, now - DAY_MS)
    if ((await client.zcard(day)) >= limits.maxPerDay)
      return { why: `restarted ${limits.maxPerDay} times in 24 hours, no more are allowed` }
    await client.multi().zadd(day, now, token).pexpire(day, DAY_MS).exec()
    return { why: null }
  })
  return 'why' in claimed ? claimed.why : null
}

function parsed<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
