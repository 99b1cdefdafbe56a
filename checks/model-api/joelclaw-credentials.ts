import { type Check, defineCheck, found, skipped, unchecked } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, type Observation, type Severity } from '../../src/core/finding.ts'
import { type Credential, credentialsIn } from '../../src/systems/joelclaw/credentials.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { askTraffic, NOBODY_TELLS } from './joelclaw-traffic.ts'

/** pi holds credentials for the provider that carries the prompts. Only names, types and times are read. */
export function joelclawCredentials(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  const file = `${settings.paths.agentDir}/auth.json`
  return defineCheck({
    id: 'model-api/credentials',
    title: 'credentials for the active provider are stored',
    codes: [
      'model-api.credentials-missing',
      'model-api.credentials-expired',
      'model-api.credentials-unreadable',
    ],
    looks: [file],
    run: async (context) => {
      const { active, primary } = await askTraffic(probes, context)
      if (!active) return skipped(NOBODY_TELLS)
      const read = await context.host.files.read({ path: file, maxBytes: 1_000_000 })
      if (!read.ok) {
        return read.problem === 'absent'
          ? skipped(`${file} does not exist; paths.agentDir names pi's directory`)
          : unchecked(`${file}: ${read.message}`)
      }
      const stored = read.truncated ? null : credentialsIn(read.text)
      if (!stored) return found([unreadable(file, active)])
      const wanted = [[active, 'fault'], ...(primary ? [[primary, 'warning']] : [])] as const
      const findings = wanted.flatMap(([provider, severity]) =>
        judgeCredential(
          stored,
          { provider: provider as string, severity: severity as Severity, file },
          context.now,
        ),
      )
      return found(findings, `credentials for ${active} are stored`)
    },
  })
}

/** A provider without an entry gets no prompt through. A token past its time is renewed by the next prompt. */
export function judgeCredential(
  stored: ReadonlyMap<string, Credential>,
  { provider, severity, file }: { provider: string; severity: Severity; file: string },
  now: number,
): readonly Observation[] {
  const credential = stored.get(provider)
  if (!credential) {
    const names = [...stored.keys()].join(', ').slice(0, 200) || 'none'
    return [
      {
        code: 'model-api.credentials-missing',
        severity,
        summary: `no credentials for ${provider} are stored`,
        evidence: [evidence(file, `providers: ${names}`)],
        params: { provider, file },
      },
    ]
  }
  if (credential.expires === null || credential.expires > now) return []
  const age = duration(now - credential.expires)
  return [
    {
      code: 'model-api.credentials-expired',
      severity: 'note',
      summary: `the ${credential.type} token of ${provider} ran out ${age} ago; the next prompt renews it`,
      evidence: [evidence(file, `${provider}: type ${credential.type}, expires`, { at: credential.expires })],
      params: { provider, file, age },
    },
  ]
}

function unreadable(file: string, provider: string): Observation {
  return {
    code: 'model-api.credentials-unreadable',
    severity: 'fault',
    summary: `${file} is not a credentials file of pi`,
    evidence: [evidence(file, 'not the expected JSON')],
    params: { provider, file },
  }
}
