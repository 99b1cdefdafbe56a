import type { Container } from './container.ts'

/** Where the image keeps the state (2026.9.6). */
export const INSIDE = '/home/node/.openclaw'

/** The gateway's port inside the container, which the published images and compose files never change. */
export const INSIDE_PORT = 18_789

/** The path on this machine of a path in the container, where a mount leads to it; the innermost one counts. */
export function hostPath({ mounts }: Container, inside: string): string | null {
  const holding = mounts
    .filter(({ source, destination }) => source.startsWith('/') && isBelow(inside, destination))
    .toSorted((a, b) => b.destination.length - a.destination.length)
  const [mount] = holding
  return mount ? mount.source + inside.slice(mount.destination.replace(/\/$/, '').length) : null
}

const isBelow = (path: string, directory: string): boolean =>
  path === directory || path.startsWith(`${directory.replace(/\/$/, '')}/`)

/** Whether an address means something else, or nothing, outside the container: its own loopback, a neighbour on its
 *  network, the names that the runtimes give this machine. */
export function isInsideOnly(url: string): boolean {
  const host = URL.parse(url)?.hostname.toLowerCase() ?? ''
  return !/[.:]/.test(host) || /^127\.|^\[::1\]$|\.internal$/.test(host)
}

/** Where the gateway can be reached from this machine, or why it cannot. */
export type Reach =
  | { readonly ok: true; readonly port: number }
  | { readonly ok: false; readonly why: string; readonly published: boolean }

/** The port that leads to one of the container's, on the loopback address. */
export function reachOf({ name, network, published }: Container, inside: number): Reach {
  if (network === 'host') return { ok: true, port: inside }
  const places = published[`${inside}/tcp`] ?? []
  const near = places.find(({ host }) => ['', '0.0.0.0', '::', '127.0.0.1', 'localhost'].includes(host))
  if (near) return { ok: true, port: near.port }
  const [far] = places
  return far
    ? {
        ok: false,
        published: true,
        why: `${name} publishes its port on ${far.host} alone, which is not asked`,
      }
    : { ok: false, published: false, why: `${name} publishes no port of the gateway` }
}
