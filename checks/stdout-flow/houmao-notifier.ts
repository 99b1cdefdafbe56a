import { type Check, defineCheck, fine, found, skipped } from '../../src/core/check.ts'
import { paramsOf } from '../../src/systems/houmao/params.ts'
import type { HoumaoProbes } from '../../src/systems/houmao/probes.ts'
import { judgeNotifier } from '../../src/systems/houmao/requests.ts'
import type { HoumaoSettings } from '../../src/systems/houmao/settings.ts'

/** The mail notifier, where it is used, keeps looking. Its tokens are not read. */
export function houmaoNotifier(settings: HoumaoSettings, probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'stdout-flow/notifier',
    title: 'the mail notifier keeps looking',
    codes: ['stdout-flow.notifier-stalled', 'stdout-flow.notifier-failing'],
    looks: ['gateway_mail_notifier and gateway_notifier_audit of queue.sqlite'],
    run: async ({ ask, now }) => {
      const [place, queue, instance] = await Promise.all([
        ask(probes.place),
        ask(probes.queue),
        ask(probes.instance),
      ])
      if (!queue?.ok || !queue.notifier) return skipped('there is no mail notifier')
      if (instance?.kind !== 'valid') return skipped('no gateway is attached')
      const finding = judgeNotifier(queue.notifier, now, queue.path, paramsOf(settings, place))
      return finding ? found([finding]) : fine()
    },
  })
}
