import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SourceError } from './records.ts'

interface Credential {
  type: 'oauth' | 'api_key'
  access?: string
  refresh?: string
  expires?: number
  key?: string
}

/** The key for a provider from auth.json; an expired one is refreshed first. Throws the SDK's own errors, before
 *  anything of the turn is written down. */
export async function keyFor(agentDir: string, provider: string, base: string): Promise<string> {
  const file = join(agentDir, 'auth.json')
  const credentials = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Credential>
  const mine = credentials[provider]
  if (!mine) throw noKey(provider)
  if (mine.type === 'api_key') return mine.key ?? ''
  if ((mine.expires ?? 0) > Date.now()) return mine.access ?? ''
  const body = JSON.stringify({ grant_type: 'refresh_token', refresh_token: mine.refresh })
  const answer = await fetch(`${base}/v1/oauth/token`, {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(1_000),
  }).catch(() => null)
  if (!answer?.ok) throw authFailed(provider)
  const fresh = (await answer.json()) as { access_token: string; expires_in: number }
  credentials[provider] = {
    ...mine,
    access: fresh.access_token,
    expires: Date.now() + fresh.expires_in * 1000,
  }
  writeFileSync(file, JSON.stringify(credentials, null, 2), { mode: 0o600 })
  return fresh.access_token
}

const noKey = (provider: string) =>
  new SourceError(`No API key found for ${provider}.\n\nUse /login or set an API key environment variable.`, {
    line: 618,
    code: '                throw new Error(formatNoApiKeyFoundMessage(this.model.provider));',
  })

const authFailed = (provider: string) =>
  new SourceError(
    `Authentication failed for "${provider}". Credentials may have expired or network is unavailable. Run '/login ${provider}' to re-authenticate.`,
    {
      line: 612,
      code: '                throw new Error(formatAuthFailedMessage(this.model.provider));',
    },
  )
