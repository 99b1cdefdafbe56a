import { afterEach } from 'vitest'
import { type WatchedGateway, watchedGateway } from '../monitor/gateway.ts'

/** Gives a way to open gateways that are watched and of which nobody is told; each ends with its test. */
export function quietGateways(): () => Promise<WatchedGateway> {
  const opened: WatchedGateway[] = []
  afterEach(async () => {
    for (const gateway of opened.splice(0)) await gateway.stop()
  })
  return async () => {
    const gateway = await watchedGateway({ monitor: { telegram: null } })
    opened.push(gateway)
    return gateway
  }
}
