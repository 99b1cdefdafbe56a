import {
  type Check,
  defineCheck,
  fine,
  found,
  type Outcome,
  skipped,
  unchecked,
} from '../../src/core/check.ts'
import { evidence } from '../../src/core/finding.ts'
import { configOf, type OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { RpcAnswer } from '../../src/systems/openclaw/rpc.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'

/** The token of the configuration opens the gateway, and its plugins stand. Asked once: refusals are answered later
 *  and later, and each one leaves a line in the gateway's log. */
export function rpcCheck(settings: OpenclawSettings, probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'cli-status/rpc',
    title: 'the gateway takes the token of its configuration',
    codes: ['cli-status.token-mismatch', 'cli-status.plugin-failed', 'cli-status.starting'],
    looks: ['WebSocket connect, agents.list, channels.status (read-only scope)'],
    deadlineMs: settings.thresholds.rpcMs + 4_000,
    run: async ({ ask }) => {
      const [status, port, answer] = await Promise.all([
        ask(probes.http),
        ask(probes.port),
        ask(probes.config),
      ])
      if (status.kind !== 'gateway') return skipped('no gateway answers on its port')
      if (configOf(answer) === null) return skipped('without its configuration the token is not known')
      return judgeRpc(await ask(probes.rpc), `ws://127.0.0.1:${port}`, settings.config)
    },
  })
}

export function judgeRpc(answer: RpcAnswer, url: string, config: string): Outcome {
  if (answer.kind === 'none') return unchecked(`${url}: ${answer.why}`)
  if (answer.kind === 'starting')
    return found([
      {
        code: 'cli-status.starting',
        severity: 'warning',
        summary: `the gateway takes no calls yet: ${answer.message}`,
        evidence: [evidence(url, answer.message)],
        params: { age: 'moments', url },
      },
    ])
  if (answer.kind === 'refused') {
    if (!/TOKEN_MISMATCH|PASSWORD_MISMATCH|AUTH_/.test(answer.code))
      return unchecked(`${url}: ${answer.message} (${answer.code})`)
    const summary =
      'the running gateway refuses the token of its configuration: every client that reads it is turned away'
    return found([
      {
        code: 'cli-status.token-mismatch',
        severity: 'fault',
        summary,
        evidence: [evidence(url, `${answer.code}: ${answer.message}`)],
        params: { file: config, url },
      },
    ])
  }
  const { plugins, failures } = answer
  if (failures.length === 0) return fine(`${plugins.length} plugins`)
  const named = [...new Set(failures.map(({ plugin }) => plugin))].join(', ').slice(0, 160)
  return found([
    {
      code: 'cli-status.plugin-failed',
      severity: 'warning',
      summary: `plugins that failed to load or to run: ${named}`,
      evidence: failures
        .slice(0, 3)
        .map(({ plugin, phase, error }) => evidence(url, `plugins.errors: ${plugin} (${phase}): ${error}`)),
      params: { plugins: named },
    },
  ])
}
