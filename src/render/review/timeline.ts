import type { Review, ShownEvent, ShownExchange } from '../../review/document.ts'
import { paragraph } from '../block.ts'
import type { Look } from '../look.ts'
import { duration } from '../time.ts'

/** Columns of a clock time and the blank after it. */
const CLOCK = 9

/** Exchanges, events and gaps in one time line, oldest first, a line for each new day. */
export function timelineLines(look: Look, review: Review, timeZone: string): readonly string[] {
  const { exchanges, events, gaps } = review
  const first = exchanges[0]?.at ?? ''
  const rows = [
    ...exchanges.map((one) => ({ at: one.at ?? '', lines: exchangeLines(look, one, timeZone) })),
    // An error that ended an exchange stands there already.
    ...events
      .filter((one) => one.kind !== 'error' && one.kind !== 'abort' && (one.at ?? '') >= first)
      .map((one) => ({ at: one.at ?? '', lines: eventLines(look, one, timeZone) })),
    ...gaps
      .filter((gap) => gap.from >= first)
      .map((gap) => ({
        at: gap.from,
        lines: [
          look.faint(`${' '.repeat(CLOCK)}${look.plain('…')} ${duration(gap.durationMs)} without an entry`),
        ],
      })),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  if (rows.length === 0) return ['No exchange in this time.']
  let day = ''
  return rows.flatMap(({ at, lines }) => {
    const own = dayOf(at, timeZone)
    const head = own !== day && day !== '' ? [look.faint(own)] : []
    day = own
    return [...head, ...lines]
  })
}

/** What was asked, and below it what was done and said. */
export function exchangeLines(look: Look, exchange: ShownExchange, timeZone: string): readonly string[] {
  const { at, from, preview, probe } = exchange
  const who = probe ? 'firstfault (own test)' : (from ?? 'message')
  const lead = clockOf(at, timeZone)
  return [
    ...paragraph(look, `${who}${preview === null ? '' : `: ${preview}`}`, { lead, most: 2 }),
    ...paragraph(look, outcomeOf(exchange), {
      indent: CLOCK,
      lead: `${look.plain('→')} `,
      most: 2,
      paintLead: paintOf(look, exchange),
    }),
  ]
}

function eventLines(look: Look, { at, text }: ShownEvent, timeZone: string): readonly string[] {
  return paragraph(look, text, { lead: clockOf(at, timeZone), paint: look.faint })
}

function outcomeOf({ durationMs, tools, error, answer, ending, retries }: ShownExchange): string {
  const took = durationMs === null ? null : duration(durationMs)
  const again = retries > 0 ? `${retries} failed ${retries === 1 ? 'attempt' : 'attempts'}` : null
  const facts = [took, ...toolWords(tools), again].filter((word) => word !== null).join(', ')
  const said = ending === 'open' ? 'no answer yet' : error === null ? answer : `FAILED: ${error}`
  return [facts, said].filter((part) => part !== null && part !== '').join(': ') || 'answered'
}

/** Tools by name: "bash 3 times, 900 ms", with those that failed or have not returned. */
function toolWords(tools: ShownExchange['tools']): readonly string[] {
  const names = [...new Set(tools.map((tool) => tool.name))]
  const words = names.slice(0, 5).map((name) => {
    const own = tools.filter((tool) => tool.name === name)
    const failed = own.filter((tool) => tool.error).length
    const running = own.some((tool) => tool.durationMs === null)
    const took = own.reduce((sum, tool) => sum + (tool.durationMs ?? 0), 0)
    const times = own.length > 1 ? ` ${own.length} times` : ''
    return `${name}${times} ${running ? 'without result' : duration(took)}${failed > 0 ? ` (${failed} failed)` : ''}`
  })
  return names.length > 5 ? [...words, `${names.length - 5} other tools`] : words
}

function paintOf(look: Look, { ending }: ShownExchange): (text: string) => string {
  if (ending === 'answered' || ending === 'steered') return look.status('ok')
  return look.status(ending === 'open' ? 'unknown' : 'failed')
}

function clockOf(iso: string | null, timeZone: string): string {
  if (iso === null) return '--:--:-- '
  const options = {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  } as const
  return `${new Intl.DateTimeFormat('en-GB', options).format(Date.parse(iso))} `
}

function dayOf(iso: string, timeZone: string): string {
  const time = Date.parse(iso)
  if (Number.isNaN(time)) return ''
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).format(time)
}
