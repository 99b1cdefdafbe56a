import type { Code } from '../../../src/catalog/codes/index.ts'
import type { LayerId } from '../../../src/core/layer.ts'
import type { Case } from '../case.ts'
import { prepare, type Scene } from './lab.ts'
import { piece, record } from './log.ts'

const SYSTEM = { system: 'openclaw', args: [], sees: [] as readonly Code[] }

/** A fault that the walk must stop at. */
export function fault(
  name: string,
  title: string,
  code: Code,
  scenario: string | null,
  scene: Scene,
  sees: readonly Code[] = [],
  args: readonly string[] = [],
): Case {
  const layer = code.split('.')[0] as LayerId
  return {
    ...SYSTEM,
    name: `openclaw-${name}`,
    title,
    kind: 'fault',
    expect: { verdict: 'failed', layer, code, scenario },
    sees,
    args,
    prepare: () => prepare(scene),
  }
}

/** A trouble that reduces the gateway and stops no message yet. */
export function warned(
  name: string,
  title: string,
  scenario: string | null,
  sees: readonly Code[],
  scene: Scene,
): Case {
  return {
    ...SYSTEM,
    name: `openclaw-${name}`,
    title,
    kind: 'fault',
    expect: { verdict: 'degraded', layer: null, code: null, scenario },
    sees,
    prepare: () => prepare(scene),
  }
}

/** A state that looks bad and is not. */
export function negative(
  name: string,
  title: string,
  scene: Scene,
  verdict: 'healthy' | 'degraded' = 'healthy',
): Case {
  return {
    ...SYSTEM,
    name: `openclaw-${name}`,
    title,
    kind: 'negative',
    expect: { verdict, layer: null, code: null, scenario: null },
    prepare: () => prepare(scene),
  }
}

/** The records of a start ten minutes ago. */
export const boot = (now: number) => piece('boot', now - 600_000)
/** A pid that no process has. */
export const NOBODY = 4_194_303
/** A configuration whose only agent is given that runtime. */
export const runtime = (id: string, more: object = {}) => ({
  agents: {
    defaults: {
      model: { primary: 'anthropic/claude-opus-5', ...more },
      models: { 'anthropic/claude-opus-5': { agentRuntime: { id } } },
    },
  },
})
/** The log of a turn that failed with these words, at INFO level as the gateway writes it. */
export const lost = (words: string) => (now: number) => [
  ...boot(now),
  record(
    'gateway/ws',
    'INFO',
    `⇄ res ✗ agent errorCode=UNAVAILABLE errorMessage=${words} runId=run-lost conn=c id=2`,
    now - 30_000,
  ),
]
