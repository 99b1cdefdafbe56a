import {
  type Check,
  type Context,
  defineCheck,
  found,
  missingCheck,
  skipped,
  unchecked,
} from '../../src/core/check.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import type { WsPort } from '../../src/host/ws.ts'
import type { GatewayRow } from '../../src/systems/mission-control/database.ts'
import type { MissionControlProbes } from '../../src/systems/mission-control/probes.ts'
import type { MissionControlSettings } from '../../src/systems/mission-control/settings.ts'

type Answer = Awaited<ReturnType<WsPort['exchange']>>

const ID = 'cli-status/gateways'
const TITLE = 'the OpenClaw gateways behind it greet'

/** Each gateway greets a new connection by itself (`connect.challenge`): no token is needed, and nothing is sent. The
 *  API's own status address would change its session, or put its token into a URL. */
export function missionControlGateways(
  settings: MissionControlSettings,
  probes: MissionControlProbes,
): Check {
  if (!settings.database)
    return missingCheck(ID, TITLE, 'their addresses are in the database: set `database`')
  return defineCheck({
    id: ID,
    title: TITLE,
    codes: [
      'cli-status.link-missing',
      'cli-status.link-refused',
      'cli-status.link-unreachable',
      'cli-status.link-silent',
      'cli-status.link-foreign',
    ],
    looks: ['the first message of each gateway of the database'],
    deadlineMs: settings.thresholds.gatewayMs + 3_000,
    run: async (context) => {
      const table = await context.ask(probes.database)
      if (!table?.ok) return skipped('the database does not answer')
      if (table.gateways.length === 0) return skipped('there is no gateway yet')
      const judged = await Promise.all(
        table.gateways.map((gateway) => lookAt(context, gateway, settings.thresholds.gatewayMs)),
      )
      const findings = judged.flatMap((one) => (typeof one === 'string' || one === null ? [] : [one]))
      const unknown = judged.filter((one) => typeof one === 'string')
      if (unknown.length > 0) return unchecked(unknown[0] ?? '', findings)
      return found(findings, `${table.gateways.length} gateways greet`)
    },
  })
}

async function lookAt(
  { host, signal }: Context,
  gateway: GatewayRow,
  deadlineMs: number,
): Promise<Observation | string | null> {
  if (gateway.url === '') return judgeGreeting(gateway, null)
  const url = URL.parse(gateway.url)
  if (!url || !/^wss?:$/.test(url.protocol))
    return judgeGreeting(gateway, { ok: false, problem: 'protocol', message: 'not a ws or wss address' })
  // A token in the address of the row is not sent on.
  const bare = `${url.protocol}//${url.host}${url.pathname}`
  const answer = await host.ws.exchange(
    { url: bare, frames: [], awaitGreeting: true, deadlineMs, maxBytes: 100_000 },
    signal,
  )
  return judgeGreeting(gateway, answer)
}

/** Null for a gateway that greets; a text where the answer tells nothing of it. */
export function judgeGreeting(gateway: GatewayRow, answer: Answer | null): Observation | null {
  const { name, id } = gateway
  const url = URL.parse(gateway.url)
  const shown = url ? `${url.protocol}//${url.host}` : 'no address'
  const health = url ? `${url.protocol === 'wss:' ? 'https' : 'http'}://${url.host}/healthz` : undefined
  const finding = (code: Observation['code'], does: string, said: string): Observation => ({
    code,
    severity: 'fault',
    summary: `gateway ${name.slice(0, 60)} ${does}`,
    evidence: [evidence(answer === null ? 'gateways in the database' : shown, said.slice(0, 300))],
    params: {
      name: name.slice(0, 60),
      gateway: id,
      url: shown,
      got: said.slice(0, 100),
      ...(health ? { health } : {}),
    },
  })
  if (answer === null) return finding('cli-status.link-missing', 'has no address', 'its url is empty')
  if (answer.ok)
    return answer.messages.some(isChallenge)
      ? null
      : finding(
          'cli-status.link-silent',
          `at ${shown} takes connections and does not greet`,
          'no connect.challenge',
        )
  if (answer.problem === 'refused')
    return finding('cli-status.link-refused', `at ${shown} refuses connections`, answer.message)
  if (answer.problem === 'dns')
    return finding(
      'cli-status.link-unreachable',
      `at ${shown} has a name that does not resolve here`,
      answer.message,
    )
  if (answer.problem === 'silent' || answer.problem === 'closed')
    return finding(
      'cli-status.link-silent',
      `at ${shown} takes connections and does not greet`,
      answer.message,
    )
  return finding('cli-status.link-foreign', `at ${shown} does not speak as a gateway does`, answer.message)
}

const isChallenge = (message: unknown): boolean =>
  typeof message === 'object' &&
  message !== null &&
  'event' in message &&
  message.event === 'connect.challenge'
