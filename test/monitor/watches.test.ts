import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/core/finding.ts'
import type { LayerId } from '../../src/core/layer.ts'
import { read } from '../../src/monitor/reading.ts'
import type { Watch } from '../../src/monitor/watch.ts'
import { loadSystems } from '../../src/systems/index.ts'
import { missionControlDefaults, missionControlSettings } from '../../src/systems/mission-control/settings.ts'
import { missionControlWatch } from '../../src/systems/mission-control/watch.ts'
import { openclawDefaults, placesOf } from '../../src/systems/openclaw/settings.ts'
import { openclawWatch } from '../../src/systems/openclaw/watch.ts'
import { fakeHost } from '../support/fake-host.ts'
import { finding, report } from './reports.ts'

const OPENCLAW = openclawDefaults(fakeHost())

/** Gateways of a system that have other checks than its usual one. */
const OTHER_SHAPES: Readonly<Record<string, readonly object[]>> = {
  openclaw: [{ container: { runtime: 'docker', name: 'gateway' } }],
}

const mends = (watch: Watch, layer: LayerId, code: string, beside: readonly Finding[] = []) =>
  read(report({ [layer]: [...beside, finding(code)] }), watch).troubles[0]?.mends

describe('every system', async () => {
  const systems = await loadSystems()
  const watches = systems.flatMap((system) => {
    if (!system.monitor) return []
    const defaults = system.defaults(fakeHost())
    const layers = system.layers(system.schema.parse(defaults))
    const watch = system.monitor(system.schema.parse(defaults))
    const others = (OTHER_SHAPES[system.id] ?? []).map((shape) =>
      system.layers(system.schema.parse({ ...defaults, ...shape })),
    )
    const codes = [layers, ...others]
      .flatMap((one) => Object.values(one))
      .flatMap((layer) => ('checks' in layer ? layer.checks.flatMap((check) => check.codes) : []))
    return [{ id: system.id, watch, layers, codes: new Set<string>(codes) }]
  })

  test('but one from a configuration says how it is watched', () => {
    expect(watches.map(({ id }) => id)).toEqual(['joelclaw', 'openclaw', 'houmao', 'mission-control'])
  })

  test.each(watches)('$id: its words are codes that its checks give, in layers that it has', (one) => {
    const { critical, restart, channels } = one.watch
    const named = [
      ...(restart?.mends ?? []),
      ...(restart?.unless ?? []),
      ...channels.muted,
      ...[...channels.signs, ...channels.untold].map(({ code }) => code),
    ].filter((code) => code.includes('.'))
    expect(named.filter((code) => !one.codes.has(code))).toEqual([])
    expect(critical.filter((id) => !('checks' in one.layers[id]))).toEqual([])
    const hopeless = restart?.mends.filter((code) => !critical.includes(code.split('.')[0] as LayerId))
    expect(hopeless ?? []).toEqual([])
  })
})

describe('OpenClaw', () => {
  const watch = openclawWatch(OPENCLAW)

  test.each([
    ['process', 'process.not-running', true],
    ['process', 'process.frozen', true],
    ['cli-status', 'cli-status.silent', true],
    ['process', 'process.config-invalid', false],
    ['process', 'process.service-disabled', false],
    ['cli-status', 'cli-status.unhealthy', false],
    ['cli-status', 'cli-status.harness-unowned', false],
    ['cli-status', 'cli-status.token-mismatch', false],
    ['session-transcript', 'session-transcript.prompt-error', false],
    ['model-api', 'model-api.refused', false],
  ] as const)('in %s, whether a restart mends %s: %s', (layer, code, expected) => {
    expect(mends(watch, layer, code)).toBe(expected)
  })

  test('no restart into a configuration that it refuses, or for an agent runtime', () => {
    const beside = (code: string) => [finding(code, { severity: 'warning' })]
    expect(mends(watch, 'process', 'process.frozen', beside('process.config-invalid'))).toBe(false)
    expect(mends(watch, 'cli-status', 'cli-status.silent', beside('cli-status.harness-degraded'))).toBe(false)
    expect(mends(watch, 'cli-status', 'cli-status.silent', beside('cli-status.channel-stopped'))).toBe(true)
  })

  test('channels that are stopped or not connected', () => {
    const account = (code: string, channel: string) =>
      finding(code, { severity: 'warning', params: { channel, account: 'default' } })
    const walk = report({
      'cli-status': [
        account('cli-status.channel-stopped', 'telegram'),
        account('cli-status.channel-degraded', 'discord'),
        finding('cli-status.plugin-failed', { severity: 'warning' }),
      ],
    })
    expect(read(walk, watch).troubles.map(({ key, critical }) => [key, critical])).toEqual([
      ['channel:telegram', false],
      ['channel:discord', false],
    ])
  })

  test('its own command, for its own profile; none for a state directory that no profile names', () => {
    const command = (given: Partial<typeof OPENCLAW>) =>
      openclawWatch({ ...OPENCLAW, ...given }).restart?.command ?? null
    expect(command({})).toEqual(['openclaw', 'gateway', 'restart'])
    const profile = placesOf(OPENCLAW.home, 'work')
    expect(command(profile)).toEqual(['openclaw', '--profile', 'work', 'gateway', 'restart'])
    expect(command({ stateDir: '/srv/openclaw' })).toBeNull()
  })
})

describe('Mission Control', () => {
  const settings = missionControlSettings.parse(missionControlDefaults(fakeHost()))
  const { worker } = settings.sides
  const withUnit = (user: boolean) => ({
    ...settings,
    sides: { ...settings.sides, worker: { ...worker, unit: { unit: 'mc-worker.service', user } } },
  })
  const compose = { ...settings, compose: { file: '/srv/mc/compose.yml', docker: 'docker' } }

  test('starts its worker by what runs it, and never without knowing that', () => {
    expect(missionControlWatch(settings).restart).toBeNull()
    expect(missionControlWatch(withUnit(true)).restart?.command).toEqual(
      'systemctl --user restart mc-worker.service'.split(' '),
    )
    expect(missionControlWatch(withUnit(false)).restart?.command).toEqual(
      'systemctl restart mc-worker.service'.split(' '),
    )
    expect(missionControlWatch(compose).restart?.command).toEqual(
      'docker compose -f /srv/mc/compose.yml up -d webhook-worker'.split(' '),
    )
  })

  test.each([
    ['process', 'process.worker-missing', true],
    ['process', 'process.worker-blocked', false],
    ['process', 'process.not-running', false],
    ['redis', 'redis.refused', false],
  ] as const)('in %s, whether a restart mends %s: %s', (layer, code, expected) => {
    expect(mends(missionControlWatch(compose), layer, code)).toBe(expected)
  })
})
