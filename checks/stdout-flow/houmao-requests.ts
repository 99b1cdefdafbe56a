import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import { parseEvents } from '../../src/systems/houmao/events.ts'
import { paramsOf } from '../../src/systems/houmao/params.ts'
import type { HoumaoProbes } from '../../src/systems/houmao/probes.ts'
import { judgeRequests, requestCodes } from '../../src/systems/houmao/requests.ts'
import type { HoumaoSettings } from '../../src/systems/houmao/settings.ts'

const TAIL = 512 << 10

/** Accepted requests are taken up and end. Prompts are never read: only ids, states and times. */
export function houmaoRequests(settings: HoumaoSettings, probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'stdout-flow/requests',
    title: 'accepted requests are taken up and end',
    codes: requestCodes,
    looks: ['<session root>/gateway/queue.sqlite', '<session root>/gateway/events.jsonl'],
    run: async ({ host, ask, now, window }) => {
      const [place, queue, state, sidecars] = await Promise.all([
        ask(probes.place),
        ask(probes.queue),
        ask(probes.state),
        ask(probes.sidecars),
      ])
      if (!queue) return skipped('the gateway directory is not known')
      if (!queue.ok && queue.problem === 'absent') return skipped(`${queue.path} does not exist`)
      if (!queue.ok) return unchecked(`${queue.path}: ${queue.message.slice(0, 200)}`)
      const tail = await host.logs.tail({ path: `${place.gateway}/events.jsonl`, bytes: TAIL })
      const events = parseEvents(tail.ok ? tail.text : '')
      const { runningMs, acceptedMs } = settings.thresholds
      const findings = judgeRequests({
        queue,
        events,
        state: state?.kind === 'valid' ? state.value : null,
        live: !sidecars.ok || sidecars.processes.length > 0,
        now,
        window,
        runningMs,
        acceptedMs,
        params: paramsOf(settings, place),
      })
      const detail = `${queue.open.length} requests open, ${events.accepted} accepted and ${events.ended} ended in the events`
      return findings.length > 0 ? found(findings, detail) : fine(detail)
    },
  })
}
