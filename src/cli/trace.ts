import type { Host } from '../host/host.ts'
import { requestOf } from '../host/record.ts'
import { clean } from '../redact/clean.ts'

const WIDTH = 160

/** The same host, telling `write` of every call when it ends: port, method, request, how long it took, what came. */
export function traced(host: Host, write: (line: string) => void): Host {
  const begun = performance.now()
  const tell = (name: string, args: readonly unknown[], from: number, answer: unknown) => {
    const took = `${Math.round(performance.now() - from)} ms`
    const line = `${name} ${shown(requestOf(args))} -> ${shown(answer)}`
    write(`[${((from - begun) / 1000).toFixed(3)} s, ${took}] ${clean(line, 2 * WIDTH)}\n`)
  }
  const portOf = (port: string, methods: object) =>
    new Proxy(methods, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name)
        if (typeof method !== 'function' || typeof name !== 'string' || port === 'clock' || port === 'env')
          return method
        return async (...args: unknown[]) => {
          const from = performance.now()
          const answer: unknown = await method.apply(target, args)
          tell(`${port}.${name}`, args, from, answer)
          return answer
        }
      },
    })
  const ports = Object.entries(host).map(([port, methods]) => [
    port,
    port === 'random' ? methods : portOf(port, methods),
  ])
  return Object.fromEntries(ports) as Host
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, WIDTH * 4)
