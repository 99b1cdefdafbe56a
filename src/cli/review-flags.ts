import type { SystemId } from '../catalog/entry.ts'
import { UsageError } from '../core/usage-error.ts'
import { parseCount, type WindowFlags } from './window.ts'

/** The review flags as oclif gives them. */
export interface ReviewFlags extends WindowFlags {
  readonly gateway?: string | undefined
  readonly max: string
  readonly previews: boolean
  readonly follow?: boolean | undefined
  readonly format: 'text' | 'json'
  readonly json?: boolean | undefined
  readonly config?: string | undefined
  readonly system?: SystemId | undefined
  readonly replay?: string | undefined
  readonly out?: string | undefined
}

/** What the command line asks for, checked. */
export interface ReviewRequest {
  readonly gateway: string | null
  readonly system: SystemId | null
  readonly configFile: string | null
  readonly replay: string | null
  readonly window: WindowFlags
  readonly max: number
  readonly previews: boolean
  readonly follow: boolean
  readonly format: 'text' | 'json'
  readonly out: string | null
}

/** Checks the flags against each other; throws a usage error that says what is wrong. */
export function readReviewFlags(flags: ReviewFlags): ReviewRequest {
  if (flags.follow && flags.replay)
    throw usage('A recording does not go on: --follow and --replay exclude each other.')
  if (flags.follow && flags.until) throw usage('--follow goes on from now: it excludes --until.')
  if (flags.follow && flags.out) throw usage('--follow writes to stdout as it goes: it excludes --out.')
  return {
    gateway: flags.gateway ?? null,
    system: flags.system ?? null,
    configFile: flags.config ?? null,
    replay: flags.replay ?? null,
    window: flags,
    max: parseCount(flags.max, '--max', 1),
    previews: flags.previews,
    follow: flags.follow ?? false,
    format: flags.json ? 'json' : flags.format,
    out: flags.out ?? null,
  }
}

const usage = (message: string) => new UsageError('usage', message, 'See `firstfault review --help`.')
