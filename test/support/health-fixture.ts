import { readFileSync } from 'node:fs'
import type { Seen } from '../../src/systems/joelclaw/document-check.ts'
import type { HealthDocument } from '../../src/systems/joelclaw/health.ts'
import { parseHealth } from '../../src/systems/joelclaw/probes.ts'

/** The body of `fixtures/joelclaw/health-<name>.json`. */
export function healthFixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/joelclaw/health-${name}.json`, import.meta.url), 'utf8')
}

/** A document as a check sees it, at the time it was written or `later` ms after it. */
export function seen(body: string, later = 0): Seen {
  const document = parseHealth(body) as HealthDocument
  return { document, source: 'http://127.0.0.1:3018/health', now: (document.checkedAt ?? 0) + later }
}

/** A fixture as a check sees it, with fields of its top level and of its status replaced. */
export function seenFixture(
  name: string,
  status: Record<string, unknown> = {},
  top: Record<string, unknown> = {},
): Seen {
  const body = JSON.parse(healthFixture(name))
  return seen(JSON.stringify({ ...body, ...top, status: { ...body.status, ...status } }))
}
