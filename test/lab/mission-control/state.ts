import type { Code } from '../../../src/catalog/codes/index.ts'
import type { LayerId } from '../../../src/core/layer.ts'
import type { Expected } from '../case.ts'
import type { Lab, StartOptions } from './lab.ts'

/** A state of a Mission Control, and what a diagnosis must say of it. */
export interface State {
  readonly title: string
  readonly expect: Expected
  readonly sees?: readonly Code[]
  readonly args?: readonly string[]
  readonly start?: StartOptions
  readonly apply?: (lab: Lab) => Promise<unknown>
}

export type States = Readonly<Record<string, State>>

/** A layer fails with this code. */
export function fails(layer: LayerId, code: Code, scenario: string): Expected {
  return { verdict: 'failed', layer, code, scenario: `mission-control.${scenario}` }
}

/** An agent that was woken three times, last so many seconds ago, and given up. */
export function givenUp(woken: number) {
  return {
    status: 'offline',
    seen: null,
    woken,
    attempts: 3,
    generation: 3,
    error: 'Agent did not check in after wake; max wake attempts reached',
  } as const
}

/** An agent that was woken and has not called: times in seconds before now. */
export function woken(seconds: number, attempts = 1) {
  return { status: 'online', seen: null, woken: seconds, deadline: seconds - 30, attempts } as const
}
