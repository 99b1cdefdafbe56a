import { stat } from 'node:fs/promises'
import type { RequestOptions } from 'node:https'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { ConnectionOptions } from 'node:tls'
import type { KubeConfig } from '@kubernetes/client-node'
import type { KubeProblem, KubeTarget } from '../kube.ts'
import { kubeCredential } from './kube-exec.ts'
import { errorText } from './network-error.ts'

/** How to reach the API server of one context and who we are there. Holds secrets: stays inside Host. */
export interface KubeAccess {
  readonly ok: true
  readonly server: string
  readonly headers: Readonly<Record<string, string>>
  readonly tls: ConnectionOptions
  readonly proxy: string | null
}

/** Reads the kubeconfig and picks the context: the named one, or the only one there is. */
export async function kubeAccess(target: KubeTarget, signal: AbortSignal): Promise<KubeAccess | KubeProblem> {
  const paths = await existing(target.kubeconfig === null ? defaultPaths() : [target.kubeconfig])
  if (paths.length === 0) return problem('no-config', 'no kubeconfig file')
  const { KubeConfig } = await import('./kube-library.ts')
  const config = new KubeConfig()
  try {
    for (const path of paths) {
      const one = new KubeConfig()
      one.loadFromFile(path)
      config.mergeConfig(one)
    }
  } catch {
    // Parser errors quote lines, and those hold keys.
    return problem('no-config', `not a kubeconfig: ${paths.join(', ')}`)
  }
  const names = config.getContexts().map((context) => context.name)
  const name = target.context ?? (names.length === 1 ? names[0] : undefined)
  if (name === undefined || !names.includes(name)) {
    const wanted = target.context === null ? 'none is named' : `there is no "${target.context}"`
    return problem('no-context', `${wanted}; contexts of the kubeconfig: ${names.join(', ') || 'none'}`)
  }
  config.setCurrentContext(name)
  return accessOf(config, name, signal)
}

/** Where kubectl looks: every file of KUBECONFIG, else ~/.kube/config. */
function defaultPaths(): readonly string[] {
  const listed = (process.env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '')
  return listed.length > 0 ? listed : [join(homedir(), '.kube', 'config')]
}

async function existing(paths: readonly string[]): Promise<readonly string[]> {
  const files = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        (found) => found.isFile(),
        () => false,
      ),
    ),
  )
  return paths.filter((_, index) => files[index])
}

async function accessOf(
  config: KubeConfig,
  context: string,
  signal: AbortSignal,
): Promise<KubeAccess | KubeProblem> {
  const cluster = config.getCurrentCluster()
  const user = config.getCurrentUser()
  if (!cluster?.server) return problem('no-context', `context "${context}" names no cluster`)
  if (user?.authProvider)
    return problem('unauthorized', 'auth-provider entries of a kubeconfig are not supported')
  if (cluster.proxyUrl?.startsWith('socks')) return problem('no-config', 'SOCKS proxies are not supported')
  const credential = user?.exec ? await kubeCredential(user.exec, signal) : null
  if (credential && !credential.ok) return problem('unauthorized', credential.message)
  // The library runs credential programs without a deadline and lets them prompt; they have been run above.
  config.users = config.users.map((one) => ({ ...one, exec: undefined }))
  const options: RequestOptions = {}
  try {
    await config.applyToHTTPSOptions(options)
  } catch (error) {
    return problem('no-config', `context "${context}" cannot be used: ${errorText(error)}`)
  }
  const token = credential?.token
  return {
    ok: true,
    server: cluster.server,
    headers: {
      accept: 'application/json',
      ...basic(options.auth),
      ...plainHeaders(options.headers),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    tls: {
      ca: options.ca,
      cert: credential?.cert ?? options.cert,
      key: credential?.key ?? options.key,
      ...(options.servername ? { servername: options.servername } : {}),
      rejectUnauthorized: options.rejectUnauthorized ?? true,
    },
    proxy: cluster.proxyUrl ?? null,
  }
}

const basic = (auth: unknown): Record<string, string> =>
  typeof auth === 'string' ? { authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {}

function plainHeaders(headers: unknown): Record<string, string> {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) return {}
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
}

function problem(word: KubeProblem['problem'], message: string): KubeProblem {
  return { ok: false, problem: word, message }
}
