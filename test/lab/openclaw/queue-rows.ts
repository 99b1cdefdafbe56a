import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Scene } from './lab.ts'

type Row = Readonly<Record<string, string | number | null>>

/** Puts rows into tables of the shared database, or of another one below the state directory, after everything else
 *  is written. */
export function withRows(
  scene: Scene,
  rows: (places: { readonly now: number; readonly pid: number }) => readonly (readonly [string, Row])[],
  file = 'state/openclaw.sqlite',
): Scene {
  return {
    ...scene,
    finish: async (places) => {
      const database = new DatabaseSync(join(places.state, file))
      database.exec('pragma foreign_keys = off')
      for (const [table, row] of rows({ now: Date.now(), pid: places.pid ?? 1 })) {
        const names = Object.keys(row)
        const holes = names.map(() => '?').join(', ')
        database
          .prepare(`insert into ${table} (${names.join(', ')}) values (${holes})`)
          .run(...Object.values(row))
      }
      database.close()
      return scene.finish?.(places)
    },
  }
}

/** A message that Telegram brought, as the gateway's queue keeps it; `at` is when it came, epoch ms. */
export const inbound = (event: string, status: string, at: number, more: Row = {}) =>
  [
    'channel_ingress_events',
    {
      queue_name: '["telegram","default"]',
      event_id: event,
      channel_id: 'telegram',
      account_id: 'default',
      status,
      lane_key: 'telegram:7',
      payload_json: 'null',
      received_at: at,
      updated_at: at,
      ...more,
    },
  ] as const

/** An answer in the queue of deliveries. */
export const outbound = (id: string, status: string, at: number, more: Row = {}) =>
  [
    'delivery_queue_entries',
    {
      queue_name: 'outbound-prepared-v1',
      id,
      status,
      entry_json: JSON.stringify({ id }),
      enqueued_at: at,
      updated_at: at,
      ...more,
    },
  ] as const

/** A run that ended well, as the gateway's ledger keeps it. */
export const answeredRun = (run: string, at: number) =>
  [
    'audit_events',
    {
      event_id: `${run}-end`,
      source_id: `${run}:10`,
      source_sequence: 10,
      occurred_at: at,
      kind: 'agent_run',
      action: 'agent.run.finished',
      status: 'succeeded',
      actor_type: 'agent',
      actor_id: 'main',
      agent_id: 'main',
      session_key: 'agent:main:main',
      run_id: run,
    },
  ] as const
