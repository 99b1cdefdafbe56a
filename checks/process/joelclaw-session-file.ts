import { type Check, defineCheck, fine, found, skipped } from '../../src/core/check.ts'
import { evidence } from '../../src/core/finding.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'

/** The session file names the session that the daemon works in. It is written only at the start, so that a session
 *  rotated since then makes it stale. */
export function joelclawSessionFile(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  const { session } = settings.paths
  return defineCheck({
    id: 'process/session-file',
    title: 'the session file names the current session',
    codes: ['process.session-id-stale'],
    looks: [session, 'GET /health'],
    run: async ({ host, ask }) => {
      const [file, health] = await Promise.all([
        host.files.read({ path: session, maxBytes: 200 }),
        ask(probes.health),
      ])
      const live = health.kind === 'document' ? (health.document.status?.sessionId ?? null) : null
      if (!file.ok || live === null)
        return skipped('no session file or no session id in the health document to compare')
      const written = file.text.trim()
      if (written === live) return fine()
      const named = /^[\w-]{1,64}$/.test(written) ? written : 'no session id'
      const summary = `${session} names ${named}, the daemon works in ${live}`
      const seen = [
        evidence(session, named, { at: file.mtimeMs }),
        evidence('GET /health', `sessionId ${live}`),
      ]
      return found([
        {
          code: 'process.session-id-stale',
          severity: 'note',
          summary,
          evidence: seen,
          params: { file: session },
        },
      ])
    },
  })
}
