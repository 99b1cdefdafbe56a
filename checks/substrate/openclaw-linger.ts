import { type Check, defineCheck, fine, found, skipped } from '../../src/core/check.ts'
import { evidence } from '../../src/core/finding.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'

/** A user's service outlives the user's last session only where lingering is on. */
export function lingerCheck(probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'substrate/linger',
    title: "the user's services stay up without a session",
    codes: ['substrate.linger-off'],
    looks: ['/var/lib/systemd/linger'],
    run: async ({ host, ask }) => {
      const service = await ask(probes.service)
      const { name } = host.env.who()
      if (!service?.ok || service.state.params.scope !== '--user') return skipped('no service of the user')
      const path = `/var/lib/systemd/linger/${name}`
      const stat = await host.files.stat({ path })
      if (stat.ok || stat.problem !== 'absent') return fine()
      const summary = `lingering is off for ${name}: the gateway ends with the user's last session`
      return found([
        {
          code: 'substrate.linger-off',
          severity: 'warning',
          summary,
          evidence: [evidence(path, 'no such file')],
          params: { user: name },
        },
      ])
    },
  })
}
