import type { LogRecord } from '../../logs/record.ts'

/** The words of a record of Mission Control, and the fields that follow them. */
export interface LogEvent {
  /** `lifecycle.reconcile.retriggered`, without the fields that a message may hold itself. */
  readonly name: string
  readonly fields: Readonly<Record<string, string>>
}

/** Values may hold spaces, and a name may stand in the message and again in the fields. The fields begin here. */
const SPLIT = / app=[\w-]* version=\S*/

const NAMES =
  'agent_id|generation|queued_generation|current_generation|delay_seconds|attempt|task_type|queue_name|error_type|error|status_code|status|wake_attempts|max_attempts|duration_ms|request_id|method|path|client_ip|throttle_seconds|slow_threshold_ms|count|action'
const FIELD = new RegExp(`(?:^| )(${NAMES})=(.*?)(?= (?:${NAMES})=|$)`, 'g')

/** Null for a line that is not Mission Control's own, such as uvicorn's. Only the first 2,000 characters of the
 *  fields are read. */
export function eventOf(record: LogRecord): LogEvent | null {
  if (record.name === null) return null
  const at = record.head.indexOf(`${record.name} `)
  if (at < 0) return null
  const name = record.head.slice(at + record.name.length + 1).split(' ', 1)[0] ?? ''
  const [, ...rest] = record.text.split(SPLIT)
  const tail = (rest.at(-1) ?? '').split('\n')[0]?.slice(0, 2_000) ?? ''
  const fields: Record<string, string> = {}
  // The first of a name counts: the request's own fields come last.
  for (const [, key = '', value = ''] of tail.matchAll(FIELD)) fields[key] ??= value
  return { name, fields }
}
