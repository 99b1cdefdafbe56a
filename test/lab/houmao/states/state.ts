import type { Code } from '../../../../src/catalog/codes/index.ts'
import type { LayerId } from '../../../../src/core/layer.ts'
import type { Expected } from '../../case.ts'
import type { Lab } from '../lab.ts'

/** A state into which a lab agent can be brought, and what a diagnosis must say of it. */
export interface State {
  readonly title: string
  readonly expect: Expected
  readonly sees?: readonly Code[]
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly apply: (lab: Lab) => Promise<void> | void
}

export type States = Readonly<Record<string, State>>

/** A layer fails with this code. */
export function fails(layer: LayerId, name: string, scenario: string): Expected {
  return { verdict: 'failed', layer, code: `${layer}.${name}` as Code, scenario: `houmao.${scenario}` }
}

/** Warnings only. */
export function warns(scenario: string | null = null): Expected {
  return { verdict: 'degraded', layer: null, code: null, scenario: scenario && `houmao.${scenario}` }
}

export const isWell: Expected = { verdict: 'healthy', layer: null, code: null, scenario: null }

/** A proxy that is not there, as a shell's leftover. */
export const DEAD_PROXY = {
  http_proxy: 'http://127.0.0.1:9',
  HTTP_PROXY: '',
  all_proxy: '',
  NO_PROXY: '',
  no_proxy: '',
}
export const RESPECTED = { ...DEAD_PROXY, HOUMAO_GATEWAY_RESPECT_PROXY_ENV: '1' }
