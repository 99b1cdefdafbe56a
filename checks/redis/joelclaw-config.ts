import { type Check, found } from '../../src/core/check.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import { modelText, requestedModel } from '../../src/systems/joelclaw/model.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { defineReading } from './joelclaw-reading.ts'

/** The stored configuration can be read, and the gateway is awake. */
export function joelclawConfig(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  return defineReading(probes, {
    id: 'redis/config',
    title: 'the stored configuration can be read',
    codes: ['redis.config-missing', 'redis.config-broken', 'redis.model-unknown', 'redis.sleep-mode'],
    looks: [settings.keys.config, settings.keys.mode],
    judge: ({ config, mode }) => {
      const stored = config?.ok ? config.value : undefined
      const findings = [
        ...(stored === undefined ? [] : judgeConfig(typeof stored === 'string' ? stored : null, settings)),
        ...judgeMode(mode?.ok ? mode.value : null, settings),
      ]
      const model = requestedModel(typeof stored === 'string' ? stored : null)
      return found(findings, model ? `model ${modelText(model)}` : null)
    },
  })
}

/** The configuration's text, null when the key does not exist. */
export function judgeConfig(text: string | null, { keys, redis }: JoelclawSettings): readonly Observation[] {
  const source = `redis://${redis.host}:${redis.port} ${keys.config}`
  const params = { host: redis.host, port: redis.port, key: keys.config }
  if (text === null) {
    return [
      {
        code: 'redis.config-missing',
        severity: 'note',
        summary: `${keys.config} does not exist; the daemon uses its built-in model`,
        evidence: [evidence(source, '(nil)')],
        params,
      },
    ]
  }
  const why = whyUnreadable(text)
  if (why) {
    return [
      {
        code: 'redis.config-broken',
        severity: 'warning',
        summary: `${keys.config} cannot be read: ${why}`,
        evidence: [evidence(source, text.slice(0, 200))],
        params: { ...params, why },
      },
    ]
  }
  const model = requestedModel(text)
  if (!model || model.provider !== null) return []
  return [
    {
      code: 'redis.model-unknown',
      severity: 'note',
      summary: `${keys.config} names the model ${model.id}, which is not a known alias`,
      evidence: [evidence(source, text.slice(0, 200))],
      params: { ...params, model: model.id },
    },
  ]
}

function judgeMode(mode: unknown, { keys, redis }: JoelclawSettings): readonly Observation[] {
  if (mode !== 'sleep') return []
  const source = `redis://${redis.host}:${redis.port} ${keys.mode}`
  return [
    {
      code: 'redis.sleep-mode',
      severity: 'note',
      summary: 'the gateway is in sleep mode',
      evidence: [evidence(source, 'sleep')],
      params: { key: keys.mode },
    },
  ]
}

function whyUnreadable(text: string): string | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? null
      : 'it is not an object'
  } catch {
    return 'it is not JSON'
  }
}
