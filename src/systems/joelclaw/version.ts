import type { Host } from '../../host/host.ts'
import type { JoelclawSettings } from './settings.ts'

/** The version that the gateway's package names; null where it names none. The repository is not published, so most
 *  checkouts name none, and builds are told apart by what they write. */
export async function joelclawVersion({ paths }: JoelclawSettings, host: Host): Promise<string | null> {
  const file = await host.files.read({ path: paths.gatewayPackage, maxBytes: 100_000, followLinks: true })
  return file.ok ? versionIn(file.text) : null
}

/** The `version` of a package.json, if it is one. */
export function versionIn(text: string): string | null {
  try {
    const parsed: unknown = JSON.parse(text)
    const version =
      typeof parsed === 'object' && parsed !== null && 'version' in parsed ? parsed.version : null
    return typeof version === 'string' && /^\d[\w.+-]{0,40}$/.test(version) ? version : null
  } catch {
    return null
  }
}
