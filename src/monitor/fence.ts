import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { mayRestart, merged, type RestartLimits, type RestartOutcome, type RestartRecord } from './limits.ts'
import type { Moment } from './moment.ts'
import { all, append, prune } from './store/numbered.ts'
import { keyOf, memoryOf, onShared, type Shared } from './store/shared.ts'
import type { Places, Sharing } from './store/store.ts'

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
  /** `elsewhere`: another monitor restarted it, or is about to; else nobody did, and it may be asked again. */
  | { readonly granted: false; readonly why: string; readonly elsewhere: boolean }

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

/** Why there is to be no restart whatever the limits say; null where nothing stands against one. Other monitors are
 *  known only through the shared Redis: one that cannot be asked, or may have forgotten a restart within the cooldown,
 *  cannot say that there was none. */
export function withheld(
  { shared }: Places,
  { problem, keptMs }: Sharing,
  { cooldownMs }: Pick<RestartLimits, 'cooldownMs'>,
): string | null {
  if (!shared?.decides) return null
  if (problem !== null)
    return `another monitor may restart it, and the shared Redis cannot be asked: ${problem}`
  if (keptMs === null || keptMs >= cooldownMs) return null
  const seconds = Math.ceil((cooldownMs - keptMs) / 1000)
  return `the shared Redis is new, was emptied or started anew, and may have lost another monitor's restart: ${seconds} s of the cooldown are left`
}

/** Claims the right to restart once. Both fences must grant it, the ledger of this machine and the shared Redis; of
 *  several monitors exactly one gets it. A Redis that does not decide and cannot be reached leaves it to the ledger. */
export async function claim(places: Places, { token, now, limits, known }: ClaimRequest): Promise<Claim> {
  const { directory, shared } = places
  const before = await all(directory, INTENT)
  const permission = mayRestart(merged(known, await ledger(places)), now, limits)
  if (!permission.allowed) return { granted: false, why: permission.why, elsewhere: true }
  const elsewhere = shared ? await claimShared(places, shared, token, limits) : null
  if (elsewhere) return { granted: false, ...elsewhere }
  const number = (before.at(-1)?.number ?? 0) + 1
  const own = await append(directory, INTENT, { number, text: JSON.stringify({ token, moment: now }) })
  if (own) return { granted: true, number }
  return { granted: false, why: 'another monitor is restarting it', elsewhere: true }
}

/** Writes how the restart ended. */
export async function settle({ directory }: Places, number: number, outcome: RestartOutcome): Promise<void> {
  await append(directory, RESULT, { number, text: JSON.stringify({ outcome }) })
  await rm(join(directory, `restart.${number - KEEP}.out`), { force: true })
  await prune(directory, INTENT, KEEP)
  await prune(directory, RESULT, KEEP)
}

type Refused = Omit<Extract<Claim, { granted: false }>, 'granted'>

/** What the shared Redis says to a claim, as one step: that it was emptied since we asked how long it remembers, that
 *  there was a restart within the cooldown or as many as a day may have, or that this one is written down. */
const CLAIM = `
if redis.call('GET', KEYS[3]) ~= ARGV[4] then return 'emptied' end
local seconds = redis.call('TIME')[1]
redis.call('ZREMRANGEBYSCORE', KEYS[2], 0, seconds * 1000 - ${DAY_MS})
if redis.call('EXISTS', KEYS[1]) == 1 then return 'cooldown' end
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[3]) then return 'day' end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('ZADD', KEYS[2], seconds * 1000, ARGV[1])
redis.call('PEXPIRE', KEYS[2], ${DAY_MS})
return 'granted'`

/** Why the shared Redis does not grant it; null when it does, or has no say. Its own clock counts. */
async function claimShared(
  places: Places,
  shared: Shared,
  token: string,
  limits: RestartLimits,
): Promise<Refused | null> {
  const keys = ['restart', 'restarts', 'kept'].map((what) => keyOf(shared, what))
  const claimed = await onShared(shared, async (client): Promise<{ readonly refused: Refused | null }> => {
    const { keptMs, mark } = await memoryOf(client, shared)
    const doubt = withheld(places, { problem: null, keptMs }, limits)
    if (doubt) return { refused: { why: doubt, elsewhere: false } }
    const said = await client.eval(
      CLAIM,
      keys.length,
      ...keys,
      token,
      Math.max(1, limits.cooldownMs),
      limits.maxPerDay,
      mark,
    )
    return { refused: said === 'granted' ? null : refusalOf(String(said), limits) }
  })
  if ('refused' in claimed) return claimed.refused
  const doubt = withheld(places, { problem: claimed.message, keptMs: null }, limits)
  return doubt === null ? null : { why: doubt, elsewhere: false }
}

function refusalOf(said: string, { maxPerDay }: RestartLimits): Refused {
  if (said === 'cooldown') return { why: 'another monitor restarted it within the cooldown', elsewhere: true }
  if (said === 'day')
    return { why: `restarted ${maxPerDay} times in 24 hours, no more are allowed`, elsewhere: true }
  return { why: 'the shared Redis was emptied just now', elsewhere: false }
}

function parsed<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
