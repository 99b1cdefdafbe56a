import { type Check, defineCheck, fine, found } from '../../src/core/check.ts'
import { evidence } from '../../src/core/finding.ts'
import { paramsOf } from '../../src/systems/houmao/params.ts'
import type { HoumaoProbes } from '../../src/systems/houmao/probes.ts'
import { isCaptured, proxySetting } from '../../src/systems/houmao/proxy.ts'
import type { HoumaoSettings } from '../../src/systems/houmao/settings.ts'

const SOURCE = 'the environment of this shell'

/** Commands from this shell reach the gateway directly. Our own probes never use a proxy for this machine, so that
 *  they answer where a command fails. */
export function houmaoProxy(settings: HoumaoSettings, probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'cli-status/proxy',
    title: 'no proxy captures calls to this machine',
    codes: ['cli-status.proxy-captured', 'cli-status.proxy-bypassed'],
    looks: ['HOUMAO_GATEWAY_RESPECT_PROXY_ENV, http_proxy, all_proxy and no_proxy of this shell'],
    run: async ({ host, ask }) => {
      const setting = proxySetting(host.env)
      if (setting.set.length === 0) return fine()
      const variables = setting.set.join(', ')
      const params = { ...paramsOf(settings, await ask(probes.place)), variables }
      if (!isCaptured(setting)) {
        const why = setting.respected
          ? 'NO_PROXY spares 127.0.0.1'
          : 'HOUMAO_GATEWAY_RESPECT_PROXY_ENV is not 1'
        const summary = `${variables} is set and ignored for this machine: ${why}`
        const seen = [evidence(SOURCE, why)]
        return found([
          { code: 'cli-status.proxy-bypassed', severity: 'note', summary, evidence: seen, params },
        ])
      }
      const text = `HOUMAO_GATEWAY_RESPECT_PROXY_ENV=1, ${variables} set, NO_PROXY lacks 127.0.0.1`
      const summary = 'houmao-mgr in this shell asks a proxy for the gateway on this machine'
      const seen = [evidence(SOURCE, text)]
      return found([
        { code: 'cli-status.proxy-captured', severity: 'warning', summary, evidence: seen, params },
      ])
    },
  })
}
