import type { Context } from '../../../core/check.ts'
import type { Host, SecretRef } from '../../../host/host.ts'
import { type ConfigAnswer, parseConfig, readConfig } from '../config.ts'
import type { ContainerSettings } from '../settings.ts'
import type { Container } from './container.ts'
import { readInside } from './copy.ts'
import type { Place } from './state-place.ts'

/** The variable that the setup of 2026.9.6 gives the token in. */
const TOKEN = 'OPENCLAW_GATEWAY_TOKEN'

/** The configuration: through the mount where it can be read here, else copied out of the container. */
export async function readContainerConfig(
  context: Pick<Context, 'host' | 'signal'>,
  settings: ContainerSettings,
  container: Container | null,
  place: Place,
): Promise<ConfigAnswer> {
  const { host } = context
  if (container === null) return { kind: 'blocked', why: place.why ?? 'the container is not known' }
  if (place.stateDir === null) return copied(context, settings, place.inside)
  const answer = await readConfig(host, `${place.stateDir}/openclaw.json`)
  const files = [`${place.stateDir}/.env`, ...composeFiles(container)]
  if (answer.kind === 'read') {
    const secret = await secretFor(host, answer.config.secret, files)
    return { ...answer, config: { ...answer.config, secret } }
  }
  return answer
}

/** A secret inside a copied file cannot be given to the gateway: it is nowhere on this machine. */
async function copied(
  context: Pick<Context, 'host' | 'signal'>,
  settings: ContainerSettings,
  inside: string,
): Promise<ConfigAnswer> {
  const path = `${inside}/openclaw.json`
  const file = await readInside(context, settings, path)
  if (!file.ok) return file.problem === 'absent' ? { kind: 'absent' } : { kind: 'blocked', why: file.why }
  const parsed = await parseConfig(file.text, path)
  if (!parsed.ok) return { kind: 'invalid', why: parsed.why, mtimeMs: file.mtimeMs, lastGood: null }
  return { kind: 'read', config: { ...parsed.config, secret: null }, mtimeMs: file.mtimeMs }
}

/** The token where it stands in the configuration itself; else where the setup scripts put the container's variables.
 *  Our own environment is not that of the container. */
async function secretFor(
  host: Host,
  secret: SecretRef | null,
  files: readonly string[],
): Promise<SecretRef | null> {
  if (secret && !('env' in secret)) return secret
  const name = secret?.env ?? TOKEN
  for (const envFile of files) {
    const kept = { envFile, name }
    const there = await host.files.sameSecret({ a: kept, b: kept })
    if (there.ok) return kept
  }
  return null
}

/** Compose keeps the project's variables beside its file, and says where that is. */
function composeFiles({ labels }: Container): readonly string[] {
  const directory = labels['com.docker.compose.project.working_dir']
  return directory?.startsWith('/') ? [`${directory}/.env`] : []
}
