import type { Check, Context, Outcome } from '../../src/core/check.ts'
import { memoised } from '../../src/core/plan.ts'
import { HOUR } from '../../src/core/window.ts'
import type { Host } from '../../src/host/host.ts'

/** The methods that a test gives of each port. */
export type PartialHost = { readonly [Port in keyof Host]?: Partial<Host[Port]> }

/** Stands in for the machine: methods that are not given reject, naming themselves. Time stands still at `NOW`. */
export function fakeHost(given: PartialHost = {}): Host {
  const defaults: PartialHost = {
    clock: {
      now: () => NOW,
      monotonic: () => performance.now(),
      deadline: (ms) => AbortSignal.timeout(ms),
      sleep: async () => {},
    },
    env: {
      get: () => null,
      who: () => ({ uid: 501, name: 'joel', home: '/home/joel', euid: 501, sudo: false }),
      platform: () => 'darwin',
      hostname: () => 'mini',
      container: () => null,
    },
  }
  const port = (name: keyof Host) =>
    new Proxy({ ...defaults[name], ...given[name] } as Record<string, unknown>, {
      get: (methods, method) =>
        methods[String(method)] ??
        (() => Promise.reject(new Error(`unexpected call: ${name}.${String(method)}`))),
    })
  return new Proxy({} as Host, { get: (_, name) => port(name as keyof Host) })
}

/** 2026-03-09 20:30 UTC, when the fake machine's clock stands. */
export const NOW = Date.UTC(2026, 2, 9, 20, 30)

/** Runs one check on the host with a window of one hour. */
export function runCheck(check: Check, host: Host, context: Partial<Context> = {}): Promise<Outcome> {
  const base: Omit<Context, 'ask'> = {
    host,
    window: { since: NOW - HOUR, until: NOW, lines: 100 },
    now: NOW,
    e2e: 'none',
    signal: new AbortController().signal,
    ...context,
  }
  const ask = memoised(base)
  return check.run({ ...base, ask })
}
