import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import { authorityCodes, isAuthority, judgeAuthority } from '../../src/systems/houmao/authority.ts'
import { paramsOf } from '../../src/systems/houmao/params.ts'
import type { HoumaoProbes } from '../../src/systems/houmao/probes.ts'
import { whyUnresolvable } from '../../src/systems/houmao/registry.ts'
import type { HoumaoSettings } from '../../src/systems/houmao/settings.ts'

/** The server that the manifest names, if any, is the right one and knows the agent. */
export function houmaoAuthority(settings: HoumaoSettings, probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'substrate/authority',
    title: 'the server that the manifest names knows the agent',
    codes: authorityCodes,
    looks: ['gateway_authority.attach of manifest.json, and the server there'],
    deadlineMs: 2 * settings.thresholds.httpMs + 3_000,
    run: async ({ host, signal, ask, now }) => {
      const [place, manifest, session] = await Promise.all([
        ask(probes.place),
        ask(probes.manifest),
        ask(probes.session),
      ])
      const attach = manifest?.kind === 'valid' ? manifest.value.gateway_authority?.attach : null
      const { api_base_url: url, managed_agent_ref: ref } = attach ?? {}
      if (!url || !ref) return skipped('the manifest names no server')
      if (session?.kind !== 'session') return skipped('there is no live session')
      const base = baseOf(url)
      if (!base) return unchecked('api_base_url of the manifest is not an http address without credentials')
      const deadlineMs = settings.thresholds.httpMs
      const get = (path: string) => host.http.request({ url: `${base}${path}`, deadlineMs }, signal)
      const health = await get('/health')
      const resolve = isAuthority(health)
        ? await get(`/houmao/agents/${encodeURIComponent(ref)}/resolve`)
        : null
      const record = place.record?.kind === 'valid' ? place.record.value : null
      const published = Date.parse(record?.liveness?.published_at ?? '')
      const fresh = record !== null && whyUnresolvable(record, now) === null && !Number.isNaN(published)
      const instance = await ask(probes.instance)
      const finding = judgeAuthority({
        base,
        ref: ref.slice(0, 80),
        health,
        resolve,
        publishedAgo: fresh ? Math.max(0, now - published) : null,
        attached: instance?.kind === 'valid',
        graceMs: settings.thresholds.discoveryMs,
        params: paramsOf(settings, place),
      })
      return finding ? found([finding]) : fine(`${base} knows the agent`)
    },
  })
}

/** Scheme, host and port of an http address; null for anything else, also for one with a user name. */
function baseOf(text: string): string | null {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return null
  return url.origin
}
