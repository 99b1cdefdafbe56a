import * as z from 'zod'
import type { RedisProblem, RedisTarget } from '../host/redis.ts'
import { onShared } from '../monitor/store/shared.ts'
import { PREFIX } from './bullmq.ts'

const KEY = `${PREFIX}:plan`

const planSchema = z.strictObject({
  gateways: z.array(z.string()).readonly(),
  everyMs: z.number().int().min(1),
})

/** What the schedule should be, as `monitor schedule` last wrote it. It lies beside the schedule, so that an emptied
 *  Redis is known from one that nobody scheduled for. */
export type Plan = Readonly<z.infer<typeof planSchema>>

/** Writes the plan that counts from now on. */
export async function writePlan(target: RedisTarget, plan: Plan): Promise<RedisProblem | null> {
  const text = JSON.stringify(planSchema.parse(plan))
  const written = await onShared({ target }, async (client) => {
    await client.set(KEY, text)
    return { ok: true as const }
  })
  return written.ok ? null : written
}

/** The plan that counts, after ours was put where there is none; `restored` where it was ours. */
export function planOr(
  target: RedisTarget,
  ours: Plan,
): Promise<{ readonly ok: true; readonly plan: Plan; readonly restored: boolean } | RedisProblem> {
  return onShared({ target }, async (client) => {
    const set = await client.set(KEY, JSON.stringify(ours), 'NX')
    if (set !== null) return { ok: true as const, plan: ours, restored: true }
    const plan = parsePlan((await client.get(KEY)) ?? '')
    if (!plan) await client.set(KEY, JSON.stringify(ours))
    return { ok: true as const, plan: plan ?? ours, restored: plan === null }
  })
}

function parsePlan(text: string): Plan | null {
  try {
    return planSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
