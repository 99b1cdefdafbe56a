import type { ClockPort } from './clock.ts'
import type { Host } from './host.ts'
import { canonical, cleanPlain } from './plain.ts'
import { requestOf } from './record.ts'
import type { RecordedCall } from './recording.ts'

/** Ports whose methods answer at once instead of promising to. */
const SYNCHRONOUS: readonly string[] = ['clock', 'env', 'random']
const PORTS = {
  files: null,
  logs: null,
  exec: null,
  http: null,
  ws: null,
  redis: null,
  kube: null,
  sqlite: null,
  postgres: null,
  processes: null,
  ports: null,
  clock: null,
  env: null,
  random: null,
} as const satisfies Record<keyof Host, null>

type Ask = (port: string, method: string, request: unknown) => unknown

/** A host that answers from a recording: the same call gets the recorded answers in their order, and the last one
 *  again when they are used up. A call that was never recorded rejects. `clean` is the recorder's: a request that
 *  was cleaned when it was written is found again. */
export function replay(
  calls: readonly RecordedCall[],
  clean: (text: string) => string = (text) => text,
): Host {
  const ask = answersOf(calls, clean)
  const portOf = (port: string) =>
    new Proxy(
      {},
      {
        get: (_, method) => {
          if (typeof method !== 'string' || method === 'then') return undefined
          if (SYNCHRONOUS.includes(port)) return (...args: unknown[]) => ask(port, method, requestOf(args))
          return async (...args: unknown[]) => ask(port, method, requestOf(args))
        },
      },
    )
  const ports = Object.keys(PORTS).map((port) => [port, portOf(port)])
  return { ...Object.fromEntries(ports), clock: replayClock(ask) } as Host
}

function answersOf(calls: readonly RecordedCall[], clean: (text: string) => string): Ask {
  const queues = new Map<string, { readonly calls: RecordedCall[]; next: number }>()
  for (const call of calls) {
    const key = keyOf(call.port, call.method, call.request)
    const queue = queues.get(key)
    if (queue) queue.calls.push(call)
    else queues.set(key, { calls: [call], next: 0 })
  }
  return (port, method, request) => {
    const key = keyOf(port, method, cleanPlain(request, clean, 'request'))
    const queue = queues.get(key)
    const call = queue?.calls[Math.min(queue.next, queue.calls.length - 1)]
    if (!queue || !call) throw new Error(`not in the recording: ${key}`)
    queue.next += 1
    if (call.thrown !== undefined) throw new Error(call.thrown)
    return structuredClone(call.answer)
  }
}

function keyOf(port: string, method: string, request: unknown): string {
  return `${port}.${method} ${canonical(request)}`
}

/** Recorded times, no deadlines and no waiting. Sleeping moves the time on, so that who waits for a later time
 *  finds it also when the recording has no more of them. */
function replayClock(ask: Ask): ClockPort {
  const latest = { now: 0, monotonic: 0 }
  const at = (method: keyof typeof latest) => {
    latest[method] = Math.max(latest[method], Number(ask('clock', method, null)))
    return latest[method]
  }
  return {
    now: () => at('now'),
    monotonic: () => at('monotonic'),
    deadline: () => new AbortController().signal,
    async sleep({ ms }) {
      latest.now += ms
      latest.monotonic += ms
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}
