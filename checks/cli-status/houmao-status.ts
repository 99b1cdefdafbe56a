import { type Check, defineCheck, fine, found, skipped } from '../../src/core/check.ts'
import { evidence } from '../../src/core/finding.ts'
import { parseDocument } from '../../src/systems/houmao/document.ts'
import { paramsOf } from '../../src/systems/houmao/params.ts'
import type { HoumaoProbes } from '../../src/systems/houmao/probes.ts'
import type { HoumaoSettings } from '../../src/systems/houmao/settings.ts'
import { stateSchema } from '../../src/systems/houmao/state.ts'

/** The gateway's core answers, and for this session. Asked only when the operator allows an answered test: the
 *  gateway rewrites its state files at this question. */
export function houmaoStatus(settings: HoumaoSettings, probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'cli-status/status',
    title: 'the core of the gateway answers for this session',
    codes: ['cli-status.core-blocked', 'cli-status.other-agent'],
    looks: ['GET /v1/status, only with --e2e answer'],
    deadlineMs: settings.thresholds.httpMs + 2_000,
    run: async ({ host, signal, ask, e2e }) => {
      if (e2e !== 'answer')
        return skipped('GET /v1/status rewrites the heartbeat; --e2e answer asks it', 'mode')
      // The heartbeat and the log are read before the question changes them.
      const [place, health] = await Promise.all([ask(probes.place), ask(probes.health), ask(probes.state)])
      if (!health?.answer.ok) return skipped('the health address does not answer')
      const url = health.url.replace(/\/health$/, '/v1/status')
      const { httpMs } = settings.thresholds
      const answer = await host.http.request({ url, deadlineMs: httpMs }, signal)
      const params = paramsOf(settings, place)
      const state = answer.ok && answer.status === 200 ? parseDocument(answer.body, stateSchema) : null
      if (!state?.ok) {
        const got = answer.ok ? `HTTP ${answer.status}` : `no answer (${answer.problem})`
        const text = answer.ok ? answer.body.slice(0, 200) : answer.message
        const summary = `the health address answers, and ${url} gives ${got}`
        const seen = [evidence(`GET ${url}`, text)]
        return found([
          {
            code: 'cli-status.core-blocked',
            severity: 'fault',
            summary,
            evidence: seen,
            params: { ...params, url, got },
          },
        ])
      }
      const other = state.value.tmux_session_name
      if (!place.session || !other || other === place.session) return fine('status answers')
      const summary = `the gateway that answers belongs to session ${other.slice(0, 80)}`
      const seen = [evidence(`GET ${url}`, `tmux_session_name: ${other.slice(0, 80)}`)]
      return found([
        {
          code: 'cli-status.other-agent',
          severity: 'fault',
          summary,
          evidence: seen,
          params: { ...params, other: other.slice(0, 80) },
        },
      ])
    },
  })
}
