import type { z } from 'zod'
import type { KubePort, KubeProblem, KubeTarget } from '../kube.ts'
import { underDeadline } from './deadline.ts'
import { type Exchange, exchange, type Phase } from './exchange.ts'
import { type KubeAccess, kubeAccess } from './kube-config.ts'
import { errorText, type NetworkWord, networkWord } from './network-error.ts'

/** Kubernetes: kubeconfig and credentials through @kubernetes/client-node, the two requests through our own
 *  exchange, because the client's API classes bound neither time nor size and cannot tell a TCP connection from a
 *  finished TLS handshake, which is what sets a stopped virtual machine apart from a busy API server. */
export const kube: KubePort = {
  async nodes({ target, deadlineMs }, signal) {
    const { nodeList } = await import('./kube-objects.ts')
    const answer = await list({ target, deadlineMs, path: '/api/v1/nodes?limit=500' }, nodeList, signal)
    return answer.ok ? { ok: true, server: answer.server, nodes: answer.value.items } : answer
  },

  async pods({ target, namespace, deadlineMs }, signal) {
    const { podList } = await import('./kube-objects.ts')
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods?limit=500`
    const answer = await list({ target, deadlineMs, path }, podList, signal)
    return answer.ok ? { ok: true, pods: answer.value.items } : answer
  },
}

interface ListRequest {
  readonly target: KubeTarget
  readonly path: string
  readonly deadlineMs: number
}

/** Largest answer read, bytes: 500 pods are a few megabytes. */
const MAX_BYTES = 32 * 1024 * 1024

async function list<Schema extends z.ZodType>(
  { target, path, deadlineMs }: ListRequest,
  schema: Schema,
  signal: AbortSignal,
): Promise<{ ok: true; server: string; value: z.output<Schema> } | KubeProblem> {
  // Loading takes its time on a cold start: ours, not the server's.
  await Promise.all([import('./kube-library.ts'), import('undici')])
  let phase: Phase = 'connecting'
  const ask = async (ending: AbortSignal) => {
    const access = await kubeAccess(target, ending)
    if (!access.ok) return access
    const url = URL.parse(access.server.replace(/\/+$/, '') + path)
    if (!url) return problem('no-config', 'the server of this context is not a URL')
    try {
      const answer = await exchange(
        {
          url,
          method: 'GET',
          headers: access.headers,
          maxBytes: MAX_BYTES,
          tls: access.tls,
          ...(access.proxy === null ? {} : { proxy: access.proxy }),
        },
        ending,
        (reached) => {
          phase = reached
        },
      )
      return judged(answer, access, schema)
    } catch (error) {
      return problem(WORDS[networkWord(error)], `${url.host}: ${errorText(error)}`)
    }
  }
  const late = () =>
    phase === 'handshake'
      ? problem('tls-timeout', `connected, no TLS handshake within ${deadlineMs} ms`)
      : problem('silent', `no complete answer of the API server within ${deadlineMs} ms`)
  return underDeadline({ ms: deadlineMs, signal }, ask, late)
}

function judged<Schema extends z.ZodType>(
  { status, body, truncated }: Exchange,
  { server }: KubeAccess,
  schema: Schema,
): { ok: true; server: string; value: z.output<Schema> } | KubeProblem {
  if (status === 401) return problem('unauthorized', `${server}: 401, the credentials are not accepted`)
  if (status === 403) return problem('forbidden', `${server}: 403, ${reasonIn(body) ?? 'no reason given'}`)
  if (status !== 200) return problem('http', `${server}: ${status}, ${reasonIn(body) ?? 'no reason given'}`)
  if (truncated) return problem('http', `${server}: an answer of more than ${MAX_BYTES} bytes`)
  const parsed = schema.safeParse(json(body))
  return parsed.success
    ? { ok: true, server, value: parsed.data }
    : problem('http', `${server}: 200, but not a list of the Kubernetes API`)
}

/** The `message` of a Kubernetes Status object. */
function reasonIn(body: string): string | null {
  const status = json(body)
  const message = typeof status === 'object' && status !== null && 'message' in status ? status.message : null
  return typeof message === 'string' ? message.slice(0, 300) : null
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** `eof`: taken and dropped, as a port forward does whose virtual machine is gone. */
const WORDS: Readonly<Record<NetworkWord, KubeProblem['problem']>> = {
  refused: 'refused',
  unreachable: 'refused',
  dns: 'dns',
  'connect-timeout': 'silent',
  reset: 'eof',
  tls: 'tls',
  protocol: 'http',
}

function problem(word: KubeProblem['problem'], message: string): KubeProblem {
  return { ok: false, problem: word, message }
}
