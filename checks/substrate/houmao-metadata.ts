import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import { readDocument } from '../../src/systems/houmao/document.ts'
import { manifestSchema } from '../../src/systems/houmao/manifest.ts'
import { judgeMetadata, metadataCodes } from '../../src/systems/houmao/metadata.ts'
import { paramsOf } from '../../src/systems/houmao/params.ts'
import type { HoumaoProbes } from '../../src/systems/houmao/probes.ts'
import { readRecord } from '../../src/systems/houmao/registry.ts'
import type { HoumaoSettings } from '../../src/systems/houmao/settings.ts'

/** The session publishes which agent it is, and manifest and registry agree. */
export function houmaoMetadata(settings: HoumaoSettings, probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'substrate/metadata',
    title: 'the session publishes metadata that fits it',
    codes: metadataCodes,
    looks: ['the environment of the tmux session', 'manifest.json', `${settings.registry}/live_agents`],
    run: async ({ host, ask, now }) => {
      const [place, answer] = await Promise.all([ask(probes.place), ask(probes.session)])
      if (!place.session || answer?.kind !== 'session') return skipped('there is no session to ask')
      const { published } = place
      const { HOUMAO_MANIFEST_PATH: pointer, HOUMAO_AGENT_ID: id, HOUMAO_AGENT_DEF_DIR: dir } = published
      const usable = id && !/[/\0]|^\.\.?$/.test(id) ? id : null
      const [pointed, record, definition] = await Promise.all([
        pointer?.startsWith('/') ? readDocument(host, pointer, manifestSchema) : null,
        usable ? readRecord(host, settings.registry, usable) : place.record,
        dir?.startsWith('/') ? host.files.stat({ path: dir, followLinks: true }) : null,
      ])
      if (pointed?.kind === 'blocked') return unchecked(pointed.why)
      const definitionMissing = definition !== null && !definition.ok && definition.problem === 'absent'
      const params = paramsOf(settings, place)
      const view = { session: place.session, published, pointed, record, definitionMissing, now, params }
      const findings = judgeMetadata(view)
      return findings.length > 0 ? found(findings) : fine('metadata fits')
    },
  })
}
