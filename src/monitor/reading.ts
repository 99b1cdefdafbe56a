import type { Finding } from '../core/finding.ts'
import type { LayerId } from '../core/layer.ts'
import type { LayerReport, Report, Verdict } from '../core/report.ts'
import type { Watch } from './watch.ts'

/** Something that is wrong in one walk. `key` is what a streak belongs to: `general`, `blind`, `channel:telegram`. */
export interface Trouble {
  readonly key: string
  readonly layer: LayerId
  /** Null where nothing could be told. */
  readonly code: string | null
  readonly summary: string
  /** The gateway as a whole is down. */
  readonly critical: boolean
  /** A restart can mend it. */
  readonly mends: boolean
  readonly evidence: readonly { readonly source: string; readonly text: string }[]
  /** Commands, quoted for a shell. */
  readonly next: readonly string[]
}

/** What the monitor takes from a report. */
export interface Reading {
  /** False for a walk that was interrupted: it says nothing. */
  readonly usable: boolean
  readonly verdict: Verdict
  readonly troubles: readonly Trouble[]
  /** Layers that were looked at well enough to say that a trouble there is over. */
  readonly cleared: readonly LayerId[]
  /** What a layer that was looked at does not tell: of one trouble, or of any channel (`channel:`). */
  readonly untold: readonly { readonly layer: LayerId; readonly keys: string }[]
  readonly leftOut: readonly { readonly channel: string; readonly reason: string }[]
}

const QUOTED = 3
const CHANNEL = 'channel:'

/** Reads a report: the first fault, the channels in trouble, or that nothing could be told. `muted` are channels that
 *  the configuration leaves out, with the reasons. */
export function read(report: Report, watch: Watch, muted: Readonly<Record<string, string>> = {}): Reading {
  const findings = report.layers.flatMap((layer) => layer.findings.map((finding) => ({ layer, finding })))
  const quiet = new Map(Object.entries(muted))
  for (const { finding } of findings)
    if (watch.channels.muted.includes(finding.code))
      quiet.set(String(finding.params.channel), String(finding.params.reason))
  const channels = findings.flatMap(({ layer, finding }) => channelTrouble(layer, finding, watch))
  const loud = channels.filter(([channel]) => !quiet.has(channel))
  const general = generalTrouble(report, watch)
  const blind = report.verdict === 'unknown' ? blindTrouble(report) : null
  return {
    usable: !report.interrupted,
    verdict: report.verdict,
    troubles: unique([general, blind, ...loud.map(([, trouble]) => trouble)].filter((one) => one !== null)),
    cleared: report.layers.filter(isClear).map((layer) => layer.layer),
    untold: findings.flatMap(({ layer, finding }) =>
      watch.channels.untold
        .filter(({ code }) => code === finding.code)
        .map(({ param }) => ({
          layer: layer.layer,
          keys: CHANNEL + (param === null ? '' : String(finding.params[param])),
        })),
    ),
    leftOut: [
      ...[...quiet].map(([channel, reason]) => ({ channel, reason })),
      ...accepted(report, watch).filter(({ channel }) => !quiet.has(channel)),
    ],
  }
}

/** Channels in whose trouble the configuration has findings accepted. */
function accepted({ suppressed }: Report, watch: Watch): Reading['leftOut'] {
  const named = suppressed.flatMap(({ finding, reason }) => {
    const channel = channelOf(finding, watch)
    return channel === null ? [] : [[channel, reason] as const]
  })
  return [...new Map(named)].map(([channel, reason]) => ({ channel, reason }))
}

function generalTrouble(report: Report, watch: Watch): Trouble | null {
  if (!report.firstFault) return null
  const { layer, code, summary } = report.firstFault
  const finding = report.layers
    .find((one) => one.layer === layer)
    ?.findings.find((one) => one.code === code && one.severity === 'fault')
  const critical = watch.critical.includes(layer)
  const { mends = [], unless = [] } = watch.restart ?? {}
  const beside = [
    ...report.layers.flatMap((one) => one.findings.filter((f) => f.severity !== 'note').map((f) => f.code)),
    ...report.scenarios.filter((one) => one.findings.includes(code)).flatMap((one) => one.findings),
  ]
  const hopeless = beside.some((one) => unless.includes(one) || unless.includes(one.split('.')[0] ?? ''))
  return {
    key: 'general',
    layer,
    code,
    summary,
    critical,
    mends: critical && mends.includes(code) && !hopeless,
    evidence: finding ? quoted(finding) : [],
    next: report.nextActions.slice(0, QUOTED).map((action) => action.command),
  }
}

function blindTrouble(report: Report): Trouble | null {
  const layer = report.layers.find((one) => one.status === 'unknown')
  if (!layer) return null
  const reasons = layer.unchecked.map(({ check, reason }) => `${check}: ${reason}`)
  return {
    key: 'blind',
    layer: layer.layer,
    code: null,
    summary: `cannot tell: ${reasons[0] ?? layer.detail}`,
    critical: false,
    mends: false,
    evidence: reasons.slice(1, 1 + QUOTED).map((text) => ({ source: layer.layer, text })),
    next: [],
  }
}

function channelTrouble(layer: LayerReport, finding: Finding, watch: Watch): readonly [string, Trouble][] {
  const channel = finding.severity === 'note' ? null : channelOf(finding, watch)
  if (channel === null) return []
  const trouble: Trouble = {
    key: CHANNEL + channel,
    layer: layer.layer,
    code: finding.code,
    summary: finding.summary,
    critical: false,
    mends: false,
    evidence: quoted(finding),
    next: finding.remedy.commands.slice(0, QUOTED),
  }
  return [[channel, trouble]]
}

/** The channel that a finding is a sign of, null for none. */
function channelOf({ code, params }: Finding, { channels }: Watch): string | null {
  const sign = channels.signs.find((one) => one.code === code)
  return sign ? String(params[sign.param] ?? '') || null : null
}

const quoted = ({ evidence }: Finding) =>
  evidence.slice(0, QUOTED).map(({ source, text }) => ({ source, text }))

/** One trouble for each key, the highest layer's. */
const unique = (troubles: readonly Trouble[]): readonly Trouble[] =>
  troubles.filter((one, index) => troubles.findIndex((other) => other.key === one.key) === index)

/** What is not configured here cannot hold a trouble any more either. */
const isClear = ({ status, because }: LayerReport): boolean =>
  status === 'ok' ||
  status === 'degraded' ||
  (status === 'skipped' &&
    ['not-in-system', 'not-configured', 'not-selected', 'mode'].includes(because ?? ''))
