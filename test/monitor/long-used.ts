import { Redis } from 'ioredis'

/** Makes a Redis one that monitors of these gateways have used for long: it vouches for restarts at once. A fresh one
 *  grants none for a cooldown. */
export async function longUsed(port: number, gateways: readonly string[]): Promise<void> {
  const client = new Redis(port)
  try {
    const run = /^run_id:(\w+)/m.exec(await client.info('server'))?.[1]
    const mark = JSON.stringify({ run, since: 0 })
    for (const gateway of gateways) await client.set(`firstfault:monitor:${gateway}:kept`, mark)
  } finally {
    client.disconnect()
  }
}
