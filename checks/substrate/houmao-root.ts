import { type Check, defineCheck, fine, found, skipped } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation, type Params } from '../../src/core/finding.ts'
import type { Document } from '../../src/systems/houmao/document.ts'
import { agentPaneOf } from '../../src/systems/houmao/handle.ts'
import type { Instance } from '../../src/systems/houmao/instance.ts'
import type { Manifest } from '../../src/systems/houmao/manifest.ts'
import { paramsOf } from '../../src/systems/houmao/params.ts'
import type { Place } from '../../src/systems/houmao/place.ts'
import type { HoumaoProbes } from '../../src/systems/houmao/probes.ts'
import type { HoumaoSettings } from '../../src/systems/houmao/settings.ts'
import type { SessionAnswer } from '../../src/systems/houmao/tmux.ts'

/** What a session that can have a gateway was seeded with. */
const SEEDED = ['protocol-version.txt', 'state.json', 'queue.sqlite'] as const

/** The gateway directory of a live session is whole, and belongs to this session and not to one before it. */
export function houmaoRoot(settings: HoumaoSettings, probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'substrate/gateway-root',
    title: 'the gateway directory is whole and belongs to this session',
    codes: ['substrate.gateway-files-missing', 'substrate.session-recreated', 'substrate.state-path-stale'],
    looks: SEEDED.map((name) => `<session root>/gateway/${name}`),
    run: async ({ host, ask }) => {
      const [place, session, manifest, instance, sidecars] = await Promise.all([
        ask(probes.place),
        ask(probes.session),
        ask(probes.manifest),
        ask(probes.instance),
        ask(probes.sidecars),
      ])
      const { gateway } = place
      if (!gateway || session?.kind !== 'session' || manifest?.kind !== 'valid')
        return skipped('there is no live session with a manifest')
      const stats = await Promise.all(SEEDED.map((name) => host.files.stat({ path: `${gateway}/${name}` })))
      const missing = SEEDED.filter((_, at) => stats[at]?.ok === false && stats[at].problem === 'absent')
      const params = paramsOf(settings, place)
      if (missing.length > 0) return found([incomplete(gateway, missing, params)])
      const alive = !sidecars.ok || sidecars.processes.length > 0
      const findings = [
        ...judgeStatePath(place, params),
        ...judgeRecreated({ place, session, manifest: manifest.value, instance, alive }, params),
      ]
      return findings.length > 0 ? found(findings) : fine()
    },
  })
}

function incomplete(gateway: string, missing: readonly string[], params: Params): Observation {
  const what =
    missing.length === SEEDED.length ? 'the whole directory, or all that counts in it' : missing.join(', ')
  return {
    code: 'substrate.gateway-files-missing',
    severity: 'fault',
    summary: `${missing.join(', ')} missing in ${gateway} under a live session`,
    evidence: missing.map((name) => evidence(`${gateway}/${name}`, 'no such file')),
    params: { ...params, what },
  }
}

function judgeStatePath({ published, gateway, session }: Place, params: Params): readonly Observation[] {
  const path = published.HOUMAO_GATEWAY_STATE_PATH
  if (!path || path === `${gateway}/state.json`) return []
  return [
    {
      code: 'substrate.state-path-stale',
      severity: 'fault',
      summary: `session ${session} publishes the state file of another gateway directory`,
      evidence: [
        evidence(`tmux show-environment -t =${session}`, `HOUMAO_GATEWAY_STATE_PATH=${path}`.slice(0, 300)),
      ],
      params,
    },
  ]
}

interface Recreated {
  readonly place: Place
  readonly session: Extract<SessionAnswer, { kind: 'session' }>
  readonly manifest: Manifest
  readonly instance: Document<Instance> | null
  readonly alive: boolean
}

/** Bindings of a time before the session was made, with no gateway alive that would refresh them. tmux tells
 *  seconds only. Where the agent's recorded window is not window 0 any more, that alone is a warning. */
export function judgeRecreated(seen: Recreated, params: Params): readonly Observation[] {
  const { place, session, manifest, instance, alive } = seen
  // Worse than an old binding, and told by the process layer with a remedy that spares the agent.
  if (instance?.kind === 'valid' && agentPaneOf(instance.value, session.panes)) return []
  const written = instance?.kind === 'valid' ? instance.mtimeMs : null
  const live = place.published.HOUMAO_AGENT_GATEWAY_PORT !== null || written !== null
  if (
    !alive &&
    live &&
    written !== null &&
    session.createdAt !== null &&
    session.createdAt > written + 2_000
  ) {
    const why = `the session was made ${duration(session.createdAt - written)} after the recorded gateway`
    return [
      {
        code: 'substrate.session-recreated',
        severity: 'fault',
        summary: why,
        evidence: [
          evidence(`tmux list-panes -s -t =${place.session}:`, 'session created', { at: session.createdAt }),
          evidence(instance?.path ?? '', 'last written', { at: written }),
        ],
        params: { ...params, why },
        at: iso(session.createdAt),
      },
    ]
  }
  const { primary_window_id: window, primary_pane_id: pane } = manifest.tmux ?? {}
  const agent = session.panes.find((one) => one.windowIndex === 0 && one.paneIndex === 0)
  if (!agent || ((!window || window === agent.windowId) && (!pane || pane === agent.paneId))) return []
  const why = `the manifest has window ${window ?? '?'} and pane ${pane ?? '?'} as the agent's, window 0 is ${agent.windowId} with pane ${agent.paneId}`
  const seenIn = [evidence(place.manifest ?? 'manifest.json', `${window ?? ''} ${pane ?? ''}`.slice(0, 80))]
  return [
    {
      code: 'substrate.session-recreated',
      severity: 'warning',
      summary: why.slice(0, 250),
      evidence: seenIn,
      params: { ...params, why },
    },
  ]
}
