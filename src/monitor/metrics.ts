import { elapsed, type Moment } from './moment.ts'
import type { TickResult } from './tick.ts'

/** One number under a Prometheus name; names and meaning in `FAMILIES`. */
export interface Sample {
  readonly name: keyof typeof FAMILIES
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Every metric of the monitor. Times are seconds, as Prometheus wants them. */
export const FAMILIES = {
  firstfault_verdict: { type: 'gauge', help: '1 for the verdict of the last walk, 0 for the others' },
  firstfault_walk_seconds: { type: 'gauge', help: 'How long the last walk took' },
  firstfault_layer_seconds: { type: 'gauge', help: 'How long each layer of the last walk took' },
  firstfault_walk_timestamp_seconds: { type: 'gauge', help: 'When the last walk began' },
  firstfault_streak: { type: 'gauge', help: 'Failing walks in a row, by condition' },
  firstfault_alerts_open: { type: 'gauge', help: 'Alerts that are open' },
  firstfault_messages_waiting: { type: 'gauge', help: 'Messages that nobody has taken yet' },
  firstfault_restarts_day: {
    type: 'gauge',
    help: 'Restarts within the last 24 hours, those of other monitors included',
  },
  firstfault_walks_total: { type: 'counter', help: 'Walks since this process began' },
  firstfault_restarts_total: { type: 'counter', help: 'Restarts made by this process, by outcome' },
  firstfault_deliveries_total: {
    type: 'counter',
    help: 'Attempts to deliver a message, by receiver and success',
  },
} as const

const VERDICTS = ['healthy', 'degraded', 'unknown', 'failed'] as const
const DAY_MS = 86_400_000

/** The gauges after one round. */
export function gaugesOf(result: TickResult, now: Moment): readonly Sample[] {
  const { report, state } = result
  const gateway = report.gateway.name
  const gauge = (name: Sample['name'], value: number, labels: Sample['labels'] = {}): Sample => {
    return { name, labels: { gateway, ...labels }, value }
  }
  const conditions = Object.entries(state.conditions)
  const restarts = state.restarts.filter(({ moment }) => elapsed(moment, now) < DAY_MS)
  return [
    ...VERDICTS.map((verdict) =>
      gauge('firstfault_verdict', report.verdict === verdict ? 1 : 0, { verdict }),
    ),
    gauge('firstfault_walk_seconds', report.durationMs / 1000),
    gauge('firstfault_walk_timestamp_seconds', Date.parse(report.startedAt) / 1000),
    ...report.layers.map((one) =>
      gauge('firstfault_layer_seconds', one.durationMs / 1000, { layer: one.layer, status: one.status }),
    ),
    ...conditions.map(([condition, { streak }]) => gauge('firstfault_streak', streak, { condition })),
    gauge('firstfault_alerts_open', conditions.filter(([, { alert }]) => alert).length),
    gauge('firstfault_messages_waiting', state.outbox.length),
    gauge('firstfault_restarts_day', restarts.filter((one) => one.outcome !== 'refused').length),
  ]
}

/** What one round adds to the counters. */
export function countsOf({ report, restart, attempts }: TickResult): readonly Sample[] {
  const gateway = report.gateway.name
  const restarted = restart?.outcome && restart.outcome !== 'refused' ? restart.outcome : null
  return [
    { name: 'firstfault_walks_total', labels: { gateway, verdict: report.verdict }, value: 1 },
    ...(restarted
      ? [{ name: 'firstfault_restarts_total', labels: { gateway, outcome: restarted }, value: 1 } as const]
      : []),
    ...attempts.map(({ sink, ok }): Sample => {
      return { name: 'firstfault_deliveries_total', labels: { gateway, sink, ok: String(ok) }, value: 1 }
    }),
  ]
}

/** Adds samples of the same name and labels together. */
export function sum(samples: readonly Sample[]): readonly Sample[] {
  const groups = Map.groupBy(samples, ({ name, labels }) => `${name}${JSON.stringify(labels)}`)
  return [...groups.values()].flatMap((same) => {
    const [first] = same
    return first ? [{ ...first, value: same.reduce((total, one) => total + one.value, 0) }] : []
  })
}

/** The text format of Prometheus, version 0.0.4. */
export function prometheusText(samples: readonly Sample[]): string {
  const families = Map.groupBy(samples, (sample) => sample.name)
  const blocks = [...families].map(([name, own]) => {
    const { help, type } = FAMILIES[name]
    const lines = own.map(({ labels, value }) => `${name}{${labelText(labels)}} ${value}\n`)
    return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
  })
  return blocks.join('')
}

const labelText = (labels: Sample['labels']): string =>
  Object.entries(labels)
    .map(
      ([name, value]) =>
        `${name}="${value.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`))}"`,
    )
    .join(',')
