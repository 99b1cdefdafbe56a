import type { SystemId } from '../catalog/entry.ts'
import type { E2eMode } from '../core/check.ts'
import { LAYERS, type LayerId } from '../core/layer.ts'
import { UsageError } from '../core/usage-error.ts'
import { parseDuration } from './times.ts'
import { checkWindow, parseCount, type WindowFlags } from './window.ts'

/** The diagnose flags as oclif gives them. */
export interface DiagnoseFlags extends WindowFlags {
  readonly gateway?: string | undefined
  readonly lines: string
  readonly 'keep-going'?: boolean | undefined
  readonly only?: string | undefined
  readonly skip?: string | undefined
  readonly e2e?: E2eMode | undefined
  readonly 'read-only'?: boolean | undefined
  readonly symptom?: string | undefined
  readonly 'all-gateways'?: boolean | undefined
  readonly format: 'text' | 'short' | 'json'
  readonly json?: boolean | undefined
  readonly 'fail-on': 'fault' | 'warning'
  readonly timeout: string
  readonly wait?: string | undefined
  readonly record?: string | undefined
  readonly replay?: string | undefined
  readonly verbose?: boolean | undefined
  readonly config?: string | undefined
  readonly system?: SystemId | undefined
  readonly out?: string | undefined
}

/** What the command line asks for, checked; everything that needs the clock is read later. */
export interface DiagnoseRequest {
  readonly gateway: string | null
  readonly system: SystemId | null
  readonly allGateways: boolean
  readonly configFile: string | null
  readonly window: WindowFlags
  readonly lines: number
  readonly only: readonly LayerId[]
  readonly skip: readonly LayerId[]
  readonly keepGoing: boolean
  readonly e2e: E2eMode | null
  readonly readOnly: boolean
  readonly symptom: string | null
  readonly timeoutMs: number
  readonly waitMs: number
  readonly format: 'text' | 'short' | 'json'
  readonly failOn: 'fault' | 'warning'
  readonly out: string | null
  readonly record: string | null
  readonly replay: string | null
  readonly verbose: boolean
}

/** Checks the flags against each other; throws a usage error that says what is wrong. */
export function readDiagnoseFlags(flags: DiagnoseFlags): DiagnoseRequest {
  for (const flag of ['config', 'out', 'record', 'replay'] as const)
    if (flags[flag] === '') throw usage(`--${flag} names no file.`)
  if (flags.record && flags.replay) throw usage('--record and --replay exclude each other.')
  if (flags.replay && flags['all-gateways'])
    throw usage('A recording holds one gateway: --replay excludes --all-gateways.')
  if (flags['all-gateways'] && flags.gateway) throw usage('Name a gateway or give --all-gateways, not both.')
  if (flags['read-only'] && flags.e2e && flags.e2e !== 'none')
    throw usage(`--read-only excludes --e2e ${flags.e2e}.`)
  checkWindow(flags)
  return {
    gateway: flags.gateway ?? null,
    system: flags.system ?? null,
    allGateways: flags['all-gateways'] ?? false,
    configFile: flags.config ?? null,
    window: flags,
    lines: parseCount(flags.lines, '--lines', 0),
    only: parseLayers(flags.only, '--only'),
    skip: parseLayers(flags.skip, '--skip'),
    keepGoing: flags['keep-going'] ?? false,
    e2e: flags.e2e ?? null,
    readOnly: flags['read-only'] ?? false,
    symptom: flags.symptom ?? null,
    timeoutMs: parseDuration(flags.timeout, '--timeout'),
    waitMs: flags.wait !== undefined ? parseDuration(flags.wait, '--wait') : 0,
    format: flags.json ? 'json' : flags.format,
    failOn: flags['fail-on'],
    out: flags.out ?? null,
    record: flags.record ?? null,
    replay: flags.replay ?? null,
    verbose: flags.verbose ?? false,
  }
}

function parseLayers(text: string | undefined, flag: string): readonly LayerId[] {
  if (text === undefined) return []
  return text.split(',').map((word) => {
    const layer = LAYERS.find((id) => id === word.trim())
    if (layer) return layer
    throw usage(
      `${flag}: there is no layer ${JSON.stringify(word.slice(0, 40))}. The layers: ${LAYERS.join(', ')}.`,
    )
  })
}

const usage = (message: string) => new UsageError('usage', message, 'See `firstfault diagnose --help`.')
