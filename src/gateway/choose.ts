import type { SystemId } from '../catalog/entry.ts'
import type { Config } from '../config/schema.ts'
import { UsageError } from '../core/usage-error.ts'
import type { Host } from '../host/host.ts'
import { loadSystems } from '../systems/index.ts'
import type { Candidate, Gateway } from './gateway.ts'
import { openGateway } from './open.ts'

export interface Choice {
  readonly name: string | null
  readonly system: SystemId | null
  readonly all: boolean
}

/** The gateways that the command line means. Those of the configuration come first; where it names none, those that
 *  are present on the machine. Throws a usage error when none, or more than one, is left. */
export async function chooseGateways(
  choice: Choice,
  config: Config,
  host: Host,
  signal: AbortSignal,
): Promise<readonly Gateway[]> {
  const configured = configuredOf(config).filter((one) => !choice.system || one.system === choice.system)
  const named = configured.filter((one) => one.name === choice.name)
  const found =
    named.length > 0 || (configured.length > 0 && !choice.name)
      ? configured
      : [...configured, ...(await detectAll(choice.system, host, signal))]
  const meant = choice.name ? found.filter((one) => one.name === choice.name) : found
  if (meant.length === 0) throw await noneFound(choice, found)
  if (meant.length > 1 && !choice.all) throw several(meant)
  return Promise.all(meant.map((candidate) => openGateway(candidate, config, host)))
}

function configuredOf(config: Config): readonly Candidate[] {
  return Object.entries(config.gateways).map(([name, { system, settings }]) => ({
    name,
    system,
    because: 'named in the configuration',
    settings,
  }))
}

async function detectAll(
  only: SystemId | null,
  host: Host,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  const found = await Promise.all(
    (await loadSystems(only)).map(async (system) =>
      (await system.detect(host, signal)).map((one) => ({ ...one, system: system.id })),
    ),
  )
  return found.flat()
}

async function noneFound(choice: Choice, found: readonly Candidate[]): Promise<UsageError> {
  const looked = (await loadSystems(choice.system)).flatMap((system) => system.looksFor)
  if (choice.name) {
    const names = found.map((one) => one.name).join(', ')
    return new UsageError(
      'no-gateway',
      `There is no gateway ${JSON.stringify(choice.name.slice(0, 80))} here.`,
      names ? `Known: ${names}.` : `Looked for: ${looked.join('; ')}; and gateways in the configuration.`,
    )
  }
  return new UsageError(
    'no-gateway',
    `No gateway was found on this machine. Looked for: ${looked.join('; ')}.`,
    'Name one in a configuration (--config FILE), or try the tool with `firstfault demo`.',
  )
}

function several(found: readonly Candidate[]): UsageError {
  const names = found.map((one) => one.name)
  return new UsageError(
    'several-gateways',
    `Several gateways are here: ${names.join(', ')}.`,
    `Name one, for example \`firstfault diagnose ${names[0]}\`, or walk each with --all-gateways.`,
  )
}
