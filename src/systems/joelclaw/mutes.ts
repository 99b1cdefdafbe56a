import type { Context } from '../../core/check.ts'
import type { RedisReply } from '../../host/redis.ts'
import { redisTarget } from './probes.ts'
import type { JoelclawSettings } from './settings.ts'

/** The channels whose alarms are off, with the reasons; none where Redis does not tell. */
export async function askMutes(
  settings: JoelclawSettings,
  { host, signal }: Context,
): Promise<ReadonlyMap<string, string>> {
  const { keys, thresholds } = settings
  const commands = [
    ['GET', keys.mutedChannels],
    ['GET', keys.muteReasons],
  ]
  const request = { target: redisTarget(settings), commands, deadlineMs: thresholds.redisMs }
  const answer = await host.redis.ask(request, signal)
  return answer.ok ? mutesIn(textOf(answer.replies[0]), textOf(answer.replies[1])) : new Map()
}

/** `["imessage"]` and `{"imessage": "no phone here"}`, as `joelclaw gateway mute` writes them. */
export function mutesIn(channels: unknown, reasons: unknown): ReadonlyMap<string, string> {
  const names = parsed(channels)
  const why = parsed(reasons)
  if (!Array.isArray(names)) return new Map()
  return new Map(
    names
      .slice(0, 100)
      .filter((name) => typeof name === 'string')
      .map((name) => [name, reasonOf(why, name) ?? 'no reason given']),
  )
}

function reasonOf(reasons: unknown, name: string): string | null {
  if (typeof reasons !== 'object' || reasons === null || !Object.hasOwn(reasons, name)) return null
  const reason = (reasons as Readonly<Record<string, unknown>>)[name]
  return typeof reason === 'string' && reason.trim() !== '' ? reason.slice(0, 200) : null
}

const textOf = (reply: RedisReply | undefined): unknown => (reply?.ok ? reply.value : null)

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : null
  } catch {
    return null
  }
}
