import type { Check } from './check.ts'

/** The ten layers of a walk, in walking order. Every system names all ten. */
export const LAYERS = [
  'substrate',
  'process',
  'cli-status',
  'error-log',
  'stdout-flow',
  'e2e-queue',
  'session-transcript',
  'otel',
  'model-api',
  'redis',
] as const

export type LayerId = (typeof LAYERS)[number]

/** Why a layer did not run: the failed layer above it, or one of the fixed words. */
export type SkipReason =
  | LayerId
  | 'not-in-system'
  | 'not-configured'
  | 'not-selected'
  | 'read-only'
  | 'mode'
  | 'interrupted'
  | 'deadline'

/** A layer of one system: its title there, and its checks or the reason why it has none. */
export type Layer =
  | { readonly title: string; readonly checks: readonly Check[] }
  | { readonly title: string; readonly absent: 'not-in-system' | 'not-configured'; readonly detail: string }

/** A system's ten layers; leaving one out does not compile. */
export type Layers = Readonly<Record<LayerId, Layer>>
