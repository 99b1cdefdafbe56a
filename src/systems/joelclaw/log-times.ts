import type { LogRecord } from '../../logs/record.ts'
import type { Anchor } from '../../logs/span.ts'

const LATER_THAN =
  /^ {2,}(?:streamId|promptDispatchedAt|lastPromptAt|lastCompactionAt|lastHeartbeatTs|lastHeartbeatAt): "?(\d{4}-\d\d-\d\dT[\d:.]+Z|\d{13})/gm
const UPTIME = /^ {2,}uptimeMs: (\d{1,15}),?$/m
const PERSISTED = /^\[gateway:store\] persisted inbound message \{/

/** How much later than its stream id a persisted message is written to the log, ms. */
const WRITE_MS = 5_000

/** The daemon's logs bear no times, but some records hold one: a stream id or a time of something that happened
 *  before the record was written. A watchdog's record of the present run tells its own time by the uptime. */
export function anchorOf(runStartedAt: number | null): (record: LogRecord, inRun: boolean) => Anchor | null {
  return ({ head, text }, inRun) => {
    const uptime = UPTIME.exec(text)?.[1]
    if (inRun && runStartedAt !== null && uptime && head.startsWith('[gateway:watchdog] health check')) {
      const at = runStartedAt + Number(uptime)
      return { from: at, to: at + WRITE_MS }
    }
    const times = [...text.matchAll(LATER_THAN)]
      .map((match) => epoch(match[1] ?? ''))
      .filter((time) => time !== null)
    if (times.length === 0) return null
    const from = Math.max(...times)
    return { from, to: PERSISTED.test(head) ? from + WRITE_MS : null }
  }
}

function epoch(text: string): number | null {
  const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isFinite(time) ? time : null
}
