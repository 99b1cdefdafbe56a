import type { LayerId } from '../core/layer.ts'
import type { Remedy, Step } from '../core/remedy.ts'

/** The gateway systems that we know, and `custom` for a gateway described in a configuration. */
export const SYSTEMS = ['joelclaw', 'openclaw', 'houmao', 'mission-control', 'custom'] as const
export type SystemId = (typeof SYSTEMS)[number]

/** All that is said about a code. Texts may hold `{name}` places, filled from the finding's params. */
export interface CodeEntry {
  readonly title: string
  /** What it means for the operator's messages. */
  readonly meaning: string
  /** Why it usually happens. */
  readonly cause: string
  readonly remedy: Remedy
  /** Where a system wants another remedy. */
  readonly bySystem?: Readonly<Partial<Record<SystemId, Remedy>>>
  /** How to see that it is mended. */
  readonly verify: readonly string[]
}

/** The codes of one layer: `<layer>.<kebab-words>`. */
export type Codes<L extends LayerId> = Readonly<Record<`${L}.${string}`, CodeEntry>>

/** A command that only looks. */
export function look(does: string, ...run: readonly string[]): Step {
  return { run, does, changes: false }
}

/** A command that changes something. */
export function change(does: string, ...run: readonly string[]): Step {
  return { run, does, changes: true }
}

/** A remedy from a sentence and its commands. */
export function remedy(text: string, ...steps: readonly Step[]): Remedy {
  return { text, steps }
}

/** The remedy of a code in a system. */
export function remedyOf(entry: CodeEntry, system: SystemId): Remedy {
  return entry.bySystem?.[system] ?? entry.remedy
}
