import * as z from 'zod'
import { exec } from './exec.ts'

/** The `exec` entry of a kubeconfig user (client.authentication.k8s.io/v1). */
const entrySchema = z.object({
  apiVersion: z.string().default('client.authentication.k8s.io/v1'),
  command: z.string().min(1),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  interactiveMode: z.string().optional(),
})

const credentialSchema = z.object({
  status: z.object({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
  }),
})

export type KubeCredential =
  | { readonly ok: true; readonly token?: string; readonly cert?: string; readonly key?: string }
  | { readonly ok: false; readonly message: string }

/** The signal, which carries the caller's deadline, comes first as a rule. */
const LONGEST_MS = 60_000

/** Runs the credential program of a kubeconfig (aws, gke-gcloud-auth-plugin …) without a terminal, so that it cannot
 *  ask anybody, and ends it with its descendants when the signal aborts. */
export async function kubeCredential(entry: unknown, signal: AbortSignal): Promise<KubeCredential> {
  const parsed = entrySchema.safeParse(entry)
  if (!parsed.success) return { ok: false, message: 'the exec entry of the kubeconfig user is not valid' }
  const { command, args, env, apiVersion, interactiveMode } = parsed.data
  if (interactiveMode === 'Always')
    return { ok: false, message: `${command} asks for credentials at a terminal` }
  const info = { apiVersion, kind: 'ExecCredential', spec: { interactive: false } }
  const result = await exec.run(
    {
      file: command,
      args: args ?? [],
      env: {
        ...Object.fromEntries((env ?? []).map(({ name, value }) => [name, value])),
        KUBERNETES_EXEC_INFO: JSON.stringify(info),
      },
      deadlineMs: LONGEST_MS,
    },
    signal,
  )
  if (!result.ok) return { ok: false, message: `credential program: ${result.message}` }
  // Its output may hold the credential: only how it ended is told.
  if (result.exitCode !== 0) {
    const how = result.exitCode === null ? 'a signal' : `exit code ${result.exitCode}`
    return { ok: false, message: `the credential program ${command} ended with ${how}` }
  }
  return credentialIn(result.stdout, command)
}

function credentialIn(stdout: string, command: string): KubeCredential {
  try {
    const { token, clientCertificateData, clientKeyData } = credentialSchema.parse(JSON.parse(stdout)).status
    return { ok: true, token, cert: clientCertificateData, key: clientKeyData }
  } catch {
    return { ok: false, message: `the credential program ${command} did not print an ExecCredential` }
  }
}
