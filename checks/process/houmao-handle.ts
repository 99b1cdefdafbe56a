import { type Check, type Context, defineCheck, fine, found, skipped } from '../../src/core/check.ts'
import type { ProcessInfo } from '../../src/host/processes.ts'
import { handleCodes, judgeHandle } from '../../src/systems/houmao/handle.ts'
import { paramsOf } from '../../src/systems/houmao/params.ts'
import type { HoumaoProbes } from '../../src/systems/houmao/probes.ts'
import type { HoumaoSettings } from '../../src/systems/houmao/settings.ts'

/** The recorded window and pane are the gateway's, and above all not the agent's. */
export function houmaoHandle(settings: HoumaoSettings, probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'process/handle',
    title: "the recorded window is the gateway's own, and not the agent's",
    codes: handleCodes,
    looks: ['run/current-instance.json', 'the live panes of the session'],
    run: async (context) => {
      const { ask } = context
      const [place, instance, session] = await Promise.all([
        ask(probes.place),
        ask(probes.instance),
        ask(probes.session),
      ])
      if (instance?.kind !== 'valid') return skipped('no gateway is recorded')
      if (instance.value.execution_mode === 'detached_process') return fine('detached')
      if (session?.kind !== 'session') return skipped('there is no session to compare with')
      const ancestry = await ancestryOf(context, await ask(probes.recorded))
      const { panes } = session
      const params = paramsOf(settings, place)
      const finding = judgeHandle({ file: instance.path, instance: instance.value, panes, ancestry, params })
      return finding ? found([finding]) : fine(`in its own window ${instance.value.tmux_window_id}`)
    },
  })
}

const MOST = 8

/** A process and its parents, nearest first. */
async function ancestryOf(
  { host, signal }: Context,
  process: ProcessInfo | null,
): Promise<readonly ProcessInfo[]> {
  const chain: ProcessInfo[] = []
  for (let next = process; next && chain.length < MOST; ) {
    chain.push(next)
    if (next.ppid <= 1) break
    const parent = await host.processes.get({ pid: next.ppid }, signal)
    next = parent.ok ? parent.process : null
  }
  return chain
}
