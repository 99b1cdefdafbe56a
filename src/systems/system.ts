import type { z } from 'zod'
import type { Code } from '../catalog/codes/index.ts'
import type { SystemId } from '../catalog/entry.ts'
import type { E2eMode } from '../core/check.ts'
import type { Layers } from '../core/layer.ts'
import type { Host } from '../host/host.ts'
import type { Watch } from '../monitor/watch.ts'
import type { ReviewProbes } from '../review/source.ts'

/** A gateway found on this machine (or named in the configuration): its name and what is known of its settings. */
export interface Detected {
  /** `joelclaw`, `openclaw:<profile>`, `houmao:<agent>` … */
  readonly name: string
  /** What tells that it is here, for people: "~/.joelclaw exists". */
  readonly because: string
  /** Settings that differ from the defaults, laid over them before the configuration's. */
  readonly settings: Readonly<Record<string, unknown>>
}

/** A probe that must never be made, because looking changes or destroys something. */
export interface Forbidden {
  readonly probe: string
  readonly why: string
}

/** A gateway system: where things are, and its ten layers. What takes settings is a method, so that systems of
 *  different settings fit in one list; they are given only what their own schema has parsed. */
export interface System<Settings = unknown> {
  readonly id: SystemId
  readonly title: string
  /** Every path, port, label and threshold; parsed with all defaults filled in. */
  readonly schema: z.ZodType<Settings>
  /** The settings that this machine suggests (home directory, environment variables), before the configuration. */
  readonly defaults: (host: Host) => Readonly<Record<string, unknown>>
  /** Where it looks for gateways of this system, for the message when none is found. */
  readonly looksFor: readonly string[]
  readonly detect: (host: Host, signal: AbortSignal) => Promise<readonly Detected[]>
  /** The end-to-end mode when the command line names none. */
  readonly e2e: E2eMode
  /** The system's ten layers under these settings. */
  layers(settings: Settings): Layers
  /** The version that was seen, where a file tells it; null otherwise. */
  version(settings: Settings, host: Host, signal: AbortSignal): Promise<string | null>
  readonly forbidden: readonly Forbidden[]
  /** Where `firstfault review` reads; a system without it has no review. */
  review?(settings: Settings): ReviewProbes
  /** How a command of the system itself is given for this gateway: under a profile, in a container. Commands of others
   *  come back as they are. */
  aim?(settings: Settings): (run: readonly string[]) => readonly string[]
  /** What `firstfault monitor` needs to know; a system without it is watched, told of, and never restarted. */
  monitor?(settings: Settings): Watch
  /** The codes that a pasted text points to, by the system's own messages; the surest first. */
  readonly matchText?: (text: string) => readonly Code[]
}

/** A system with its settings type kept inside. */
export function defineSystem<Settings>(system: System<Settings>): System<Settings> {
  return system
}
