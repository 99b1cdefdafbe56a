import type { EnvPort } from '../../host/env.ts'

/** The variables that Python's urllib reads for an http address. Their values may hold passwords and are not shown. */
const PROXIES = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'] as const

/** What the calling shell tells Houmao's gateway client about proxies. */
export interface ProxySetting {
  /** Names of the proxy variables that are set. */
  readonly set: readonly string[]
  /** HOUMAO_GATEWAY_RESPECT_PROXY_ENV: only exactly `1` counts. */
  readonly respected: boolean
  /** NO_PROXY (or no_proxy) spares the host that the client connects to. */
  readonly spared: boolean
}

export function proxySetting(env: EnvPort): ProxySetting {
  return {
    set: PROXIES.filter((name) => env.get(name)),
    respected: env.get('HOUMAO_GATEWAY_RESPECT_PROXY_ENV') === '1',
    // urllib takes the lower-case one first; an empty one counts as unset.
    spared: sparesLoopback(env.get('no_proxy') || env.get('NO_PROXY') || ''),
  }
}

/** Whether a NO_PROXY list spares 127.0.0.1, by urllib's rules: `*`, or a name that the host ends with. */
export function sparesLoopback(list: string): boolean {
  const host = '127.0.0.1'
  return list
    .split(',')
    .map((part) => part.trim().replace(/^\./, ''))
    .some((part) => part === '*' || part === host || (part !== '' && host.endsWith(`.${part}`)))
}

/** Whether Houmao's commands from this shell ask a proxy for the gateway on this machine. */
export function isCaptured({ set, respected, spared }: ProxySetting): boolean {
  return respected && set.length > 0 && !spared
}
