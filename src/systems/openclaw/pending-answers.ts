import type { Context } from '../../core/check.ts'
import { numberOf, textOf } from './lenient.ts'

/** An answer that the gateway keeps with its session until a channel has taken it (2026.9). It is taken away after the
 *  delivery: what is still there was not delivered, or nobody knows whether it was. */
export interface PendingAnswer {
  readonly session: string
  readonly agent: string
  readonly channel: string | null
  /** When it was given, epoch ms. */
  readonly at: number
  /** What is known of its delivery, in the gateway's word; null before an attempt. */
  readonly state: string | null
  readonly path: string
}

const PENDING = `select session_key,
    json_extract(entry_json, '$.pendingFinalDelivery.createdAt') as given,
    json_extract(entry_json, '$.pendingFinalDelivery.context.channel') as channel,
    json_extract(entry_json, '$.pendingFinalDelivery.deliveries[0].state') as state
  from session_nodes
  where updated_at >= ? and json_valid(entry_json) and entry_json like '%"pendingFinalDelivery"%'
  order by updated_at desc limit 50`

/** The pending answers of these agents' sessions that were used inside the window. */
export async function readPendingAnswers(
  { host, window, signal }: Context,
  stateDir: string,
  agents: readonly string[],
  running: boolean,
): Promise<readonly PendingAnswer[]> {
  const answers = await Promise.all(
    agents.slice(0, 50).map(async (agent): Promise<readonly PendingAnswer[]> => {
      const path = `${stateDir}/agents/${agent}/agent/openclaw-agent.sqlite`
      const queries = [{ sql: PENDING, params: [window.since], maxRows: 50 }]
      const answer = await host.sqlite.query({ path, copy: !running, queries, deadlineMs: 3_000 }, signal)
      if (!answer.ok) return []
      return (answer.results[0] ?? []).flatMap((row) => {
        const given = numberOf(row.given)
        const session = textOf(row.session_key, 200) ?? 'unnamed'
        const [channel, state] = [textOf(row.channel, 40), textOf(row.state, 40)]
        return given === null ? [] : [{ session, agent, channel, at: given, state, path }]
      })
    }),
  )
  return answers.flat()
}
