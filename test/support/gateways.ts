import { createServer, type RequestListener } from 'node:http'

/** An HTTP server on a free loopback port. */
export interface Serving {
  readonly port: number
  readonly url: string
  stop(): Promise<void>
}

export async function serve(answer: RequestListener): Promise<Serving> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP address')
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A status address that says that all is well. */
export const serveHealthy = () =>
  serve((_, response) => response.setHeader('content-type', 'application/json').end('{"ok":true}'))

/** The entry of a gateway that is made of generic checks. */
export function customGateway(checks: Readonly<Record<string, readonly object[]>>): object {
  const layers = Object.entries(checks).map(([layer, own]) => [layer, { checks: own }])
  return { system: 'custom', layers: Object.fromEntries(layers) }
}

/** Words that are in no command line of this machine. */
export const NOBODY = 'no-such-daemon-7f3a91'

/** The check that a process with these words runs; its absence is a fault. */
export const daemonRuns = (word = NOBODY) => ({ check: 'plain-process', command: [word] })

/** The check of a status address. */
export const statusAt = (url: string, more: object = {}) => ({ check: 'http-health', url, ...more })
