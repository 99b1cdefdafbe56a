import type { Review } from '../review/document.ts'
import { actionLines, page, paragraph } from './block.ts'
import { type Look, type LookOptions, lookOf } from './look.ts'
import { exchangeLines, timelineLines } from './review/timeline.ts'
import { duration } from './time.ts'

/** A review for a person at a terminal, made to be read in half a minute: what it adds up to, the time line, and last,
 *  where the eye ends, what is open now. Ends with a newline. */
export function reviewText(review: Review, options: LookOptions): string {
  const look = lookOf(options)
  return page([
    header(look, review),
    timelineLines(look, review, options.timeZone),
    listed(
      look,
      'Log',
      review.highlights.map(({ source, code, text, count, at }) => {
        const when = look.times.moment(at)
        return `${source}${count > 1 ? `, ${count} times` : ''}${when ? `, ${when}` : ''}: ${text} (${code})`
      }),
    ),
    listed(look, 'Note', review.notes),
    openLines(look, review),
    review.nextActions.length > 0 ? [look.bold('Next'), ...actionLines(look, review.nextActions)] : [],
  ])
}

/** The exchanges alone, as they are told one after the other while a session is followed. */
export function followText({ exchanges }: Review, options: LookOptions): string {
  const look = lookOf(options)
  return exchanges
    .flatMap((one) => exchangeLines(look, one, options.timeZone))
    .map((line) => `${line}\n`)
    .join('')
}

function header(look: Look, { gateway, window, session, totals }: Review): readonly string[] {
  const id = session.id ? `session ${session.id.slice(0, 8)}` : 'no session'
  const about = [look.times.span(window.since, window.until), id, session.model].filter(
    (word) => word !== null,
  )
  const tools = Object.entries(totals.toolCalls)
  const names = tools.slice(0, 4).map(([name, count]) => `${name} ${count}`)
  const calls = tools.reduce((sum, [, count]) => sum + count, 0)
  const facts = [
    counted(totals.userMessages, 'message'),
    calls > 0 ? `${counted(calls, 'tool call')} (${names.join(', ')}${tools.length > 4 ? ', …' : ''})` : null,
    some(totals.toolErrors, 'tool error'),
    some(totals.errors, 'model error'),
    some(totals.aborted, 'aborted turn'),
    some(totals.compactions, 'compaction'),
    some(totals.damagedLines, 'damaged line'),
    totals.tokens > 0 ? `${totals.tokens.toLocaleString('en-US')} tokens` : null,
    totals.costUsd ? `$${totals.costUsd.toFixed(2)}` : null,
  ].filter((fact) => fact !== null)
  return [
    ...paragraph(look, `${gateway.name}: ${about.join(', ')}`, { paint: look.bold }),
    ...paragraph(look, facts.join(', ')),
  ]
}

function openLines(look: Look, { open }: Review): readonly string[] {
  if (open.length === 0) return [`${look.bold('Open now')}  nothing`]
  const lines = open.flatMap(({ kind, name, ageMs, preview }) => {
    const what = {
      'tool-call': `tool ${name} has not returned`,
      'user-message': 'message without an answer',
      turn: `turn waits for the model after ${name ?? 'a tool'}`,
      request: `request ${name}`,
      agent: `agent ${name}`,
    }[kind]
    const age = ageMs === null ? '' : `, ${duration(ageMs)}`
    return paragraph(look, `${what}${age}${preview ? `: ${preview}` : ''}`, {
      lead: `${look.symbols.failed} `,
      paintLead: look.status('failed'),
      indent: 2,
      most: 2,
    })
  })
  return [look.bold('Open now'), ...lines]
}

function listed(look: Look, title: string, texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return []
  return [
    look.bold(title),
    ...texts.flatMap((text) => paragraph(look, text, { lead: `${look.symbols.note} `, indent: 2, most: 3 })),
  ]
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
const some = (count: number, word: string): string | null => (count > 0 ? counted(count, word) : null)
