import { readFileSync } from 'node:fs'

/** A stretch of a real gateway's log, as 2026.9.6 wrote it. */
export type Piece =
  | 'boot'
  | 'answered'
  | 'refused-401'
  | 'cooldown'
  | 'billing-402'
  | 'unknown-model-404'
  | 'garbage'
  | 'empty'
  | 'retrying'
  | 'channel-answered'
  | 'channel-blocked'
  | 'channel-send-500'
  | 'channel-refused-401'
  | 'channel-harness'
  | 'channel-conflict'
  | 'channel-unauthorized'
  | 'channel-waiting'

/** The piece with its times moved, so that its last record was written at `endsAt` (epoch ms). */
export function piece(name: Piece, endsAt: number): readonly string[] {
  const text = readFileSync(new URL(`../../../fixtures/openclaw/${name}.jsonl`, import.meta.url), 'utf8')
  const records = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const shift = endsAt - Date.parse(records.at(-1).time)
  return records.map((record) => moved(record, Date.parse(record.time) + shift, shift))
}

function moved(record: { time: string; _meta: { date: string } }, at: number, shift: number): string {
  record.time = new Date(at).toISOString()
  record._meta.date = record.time
  return JSON.stringify(record).replace(
    /"cooldownUntil":(\d+)/g,
    (_, until) => `"cooldownUntil":${Number(until) + shift}`,
  )
}

/** A record in the form of 2026.9.6; `name` is the gateway's part, or `openclaw` for what is printed raw. */
export function record(name: string, level: 'INFO' | 'WARN' | 'ERROR', message: string, at: number): string {
  const time = new Date(at).toISOString()
  const own = name === 'openclaw' ? name : JSON.stringify({ subsystem: name })
  return JSON.stringify({
    0: name === 'openclaw' ? message : own,
    1: message,
    _meta: { runtimeVersion: '24.21.0', date: time, logLevelName: level, name: own },
    time,
    message,
  })
}
