import type { Code } from '../../src/catalog/codes/index.ts'
import type { LayerId } from '../../src/core/layer.ts'
import type { Verdict } from '../../src/core/report.ts'

/** What a diagnosis must come to. */
export interface Expected {
  readonly verdict: Verdict
  readonly layer: LayerId | null
  readonly code: Code | null
  readonly scenario: string | null
}

/** A gateway that has been brought into a known state. */
export interface Prepared {
  /** Path of the configuration that names it. */
  readonly config: string
  readonly env?: Readonly<Record<string, string>>
  stop(): Promise<void>
}

/** One state of a gateway and what must be said of it. A negative looks bad to a careless reader and is not: a
 *  diagnosis of it must name neither a fault nor a scenario. */
export interface Case {
  readonly name: string
  readonly system: string
  readonly title: string
  readonly kind: 'fault' | 'negative'
  /** For a negative, verdict `degraded` allows a warning, `healthy` does not. */
  readonly expect: Expected
  /** Codes that must be among the findings, whatever their layer. */
  readonly sees: readonly Code[]
  /** More arguments for `diagnose`. */
  readonly args: readonly string[]
  readonly prepare: () => Promise<Prepared>
}

/** What a diagnosis came to, as far as it is compared; `seen` are the codes of all its findings. */
export interface Got extends Omit<Expected, 'verdict' | 'layer' | 'code'> {
  readonly verdict: string
  readonly layer: string | null
  readonly code: string | null
  readonly seen: readonly string[]
}

/** Whether a diagnosis is right for a case. */
export function isRight({ kind, expect, sees }: Pick<Case, 'kind' | 'expect' | 'sees'>, got: Got): boolean {
  const whole = sees.every((code) => got.seen.includes(code))
  const same = got.layer === expect.layer && got.code === expect.code && got.scenario === expect.scenario
  const allowed =
    kind === 'negative' && expect.verdict === 'degraded' ? ['healthy', 'degraded'] : [expect.verdict]
  return whole && same && allowed.includes(got.verdict)
}
