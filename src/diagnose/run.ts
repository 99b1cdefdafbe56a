import { describer } from '../catalog/catalog.ts'
import { scenariosOf } from '../catalog/scenarios/index.ts'
import type { Config } from '../config/schema.ts'
import { iso } from '../core/finding.ts'
import { memoised, planLayers, type WalkPlan } from '../core/plan.ts'
import { firstFaultOf, type LayerReport, nextActionsOf, type Report, verdictOf } from '../core/report.ts'
import { matchScenarios } from '../core/scenario.ts'
import { type WalkEvent, walk } from '../core/walk.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { Host } from '../host/host.ts'
import { clean } from '../redact/clean.ts'
import { redact } from '../redact/redact.ts'
import { accepting } from './accept.ts'
import { aimAt } from './aim.ts'
import { extensionOf } from './extension.ts'
import type { DiagnoseOptions } from './options.ts'

export interface WalkTools {
  readonly host: Host
  readonly config: Config
  readonly tool: Report['tool']
  /** The file of `--config`; the next commands name it too. */
  readonly configFile: string | null
  /** Aborted with the reason 'interrupted' by Ctrl-C or SIGTERM. */
  readonly interrupt: AbortSignal
  readonly onEvent: (event: WalkEvent) => void
}

/** Longer timers fire at once in Node; this is 24 days. */
const LONGEST_MS = 2 ** 31 - 1

/** Walks a gateway once and gives the report; also an interrupted walk gives one. */
export async function diagnose(
  gateway: Gateway,
  options: DiagnoseOptions,
  tools: WalkTools,
): Promise<Report> {
  const { host, config, tool, interrupt } = tools
  const { clock, env } = host
  const startedAt = clock.now()
  const begun = clock.monotonic()
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort('deadline'), Math.min(options.timeoutMs, LONGEST_MS))
  const scenarios = scenariosOf(gateway.system.id)
  const e2e = options.readOnly ? 'none' : (options.e2e ?? gateway.system.e2e)
  const stop = AbortSignal.any([interrupt, deadline.signal])
  const wording = {
    clean,
    aim: aimAt(gateway.name, tools.configFile, gateway.system.aim?.(gateway.settings)),
  }
  const shared = { host, window: options.window, now: startedAt, e2e, signal: stop }
  const plan: WalkPlan = {
    layers: planLayers(gateway.layers, { ...options, e2e }),
    keepGoing: options.keepGoing,
    stop,
    context: { ...shared, ask: memoised(shared) },
    clean,
    describe: describer(gateway.system.id, { ...wording, redact }, extensionOf(config)),
    accepts: accepting(config, gateway.name, startedAt),
    confirmingChecks: (findings) =>
      scenarios
        .filter((scenario) => findings.some((one) => scenario.signs[one.code]))
        .flatMap((scenario) => scenario.probes),
  }
  const version = gateway.system.version(gateway.settings, host, stop).then(
    (text) => (text === null ? null : clean(text)),
    () => null,
  )
  try {
    for await (const event of walk(plan)) {
      tools.onEvent(event)
      if (event.type !== 'walk-ended') continue
      const { layers, probed, suppressed } = event
      const matches = matchScenarios(
        scenarios,
        layers.flatMap((layer) => layer.findings),
        probed,
        wording,
      )
      const who = env.who()
      return {
        schema: 'firstfault.report/1',
        tool,
        gateway: { name: clean(gateway.name), system: gateway.system.id, version: await version },
        host: { name: clean(env.hostname()), user: clean(who.name), platform: env.platform() },
        startedAt: iso(startedAt) ?? '',
        durationMs: Math.round(clock.monotonic() - begun),
        interrupted: interrupt.aborted,
        window: {
          since: iso(options.window.since) ?? '',
          until: iso(options.window.until) ?? '',
          lines: options.window.lines,
        },
        verdict: verdictOf(layers),
        firstFault: firstFaultOf(layers),
        layers,
        scenarios: matches,
        nextActions: nextActionsOf(layers, matches),
        suppressed,
        ...(await symptomIn(options.symptom, layers)),
      }
    }
    throw new Error('the walk ended without a result')
  } finally {
    clearTimeout(timer)
  }
}

/** The operator's words, if there are any: what they may mean every system has to be asked. */
const symptomIn = async (words: string | null, layers: readonly LayerReport[]) =>
  words === null ? {} : (await import('./symptom.ts')).symptomOf(words, layers)
