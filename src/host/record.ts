import type { Host } from './host.ts'
import { cleanPlain } from './plain.ts'
import type { RecordedCall } from './recording.ts'

type Method = (...args: readonly unknown[]) => unknown

/** Methods that are about our own time and not about the target; they pass through. */
const NOT_RECORDED = ['clock.deadline', 'clock.sleep']

/** A host that answers like `host` and tells `write` of every call once it is answered. `clean` takes the secrets
 *  out of what is written; what the caller gets is untouched. */
export function record(
  host: Host,
  write: (call: RecordedCall) => void,
  clean: (text: string) => string,
): Host {
  const told = (
    port: string,
    method: string,
    request: unknown,
    outcome: { answer: unknown } | { thrown: string },
  ) => write(cleanPlain({ port, method, request, ...outcome }, clean) as RecordedCall)

  const recorded = (port: string, name: string, method: Method): Method => {
    if (NOT_RECORDED.includes(`${port}.${name}`)) return method
    return (...args) => {
      const request = requestOf(args)
      const keep = <T>(answer: T): T => {
        told(port, name, request, { answer: answer ?? null })
        return answer
      }
      const rethrow = (error: unknown): never => {
        told(port, name, request, { thrown: error instanceof Error ? error.message : String(error) })
        throw error
      }
      try {
        const answer = method(...args)
        return answer instanceof Promise ? answer.then(keep, rethrow) : keep(answer)
      } catch (error) {
        return rethrow(error)
      }
    }
  }

  const ports = Object.entries(host).map(([port, methods]) => [
    port,
    new Proxy(methods, {
      get: (target: object, name) => {
        const method: unknown = Reflect.get(target, name)
        if (typeof name !== 'string' || typeof method !== 'function') return method
        return recorded(port, name, method.bind(target) as Method)
      },
    }),
  ])
  return Object.fromEntries(ports) as Host
}

/** The one argument that asks, without the AbortSignal; null for a method that takes none. */
export function requestOf(args: readonly unknown[]): unknown {
  return args.find((arg) => !(arg instanceof AbortSignal)) ?? null
}
