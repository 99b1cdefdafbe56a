import { iso } from '../core/finding.ts'
import { type Exchange, errorOf, type ToolRun } from '../transcript/exchange.ts'
import type { ShownExchange } from './document.ts'
import type { Show } from './show.ts'

/** Tool calls shown of one exchange; the totals count them all. */
const MOST_TOOLS = 100

/** The exchanges as they are shown. One that a later message joined shares that one's answer. */
export function shownExchanges(exchanges: readonly Exchange[], show: Show): readonly ShownExchange[] {
  return exchanges.map((exchange, index) => {
    const closing =
      exchange.ending === 'steered'
        ? exchanges.slice(index).find((one) => one.ending !== 'steered')
        : exchange
    return shown(exchange, closing ?? exchange, show)
  })
}

function shown(exchange: Exchange, closing: Exchange, show: Show): ShownExchange {
  const { question, startedAt, ending, retries, tools } = exchange
  const answered = closing.ending === 'answered'
  const words = answered ? (closing.messages.at(-1)?.text ?? '') : null
  return {
    at: iso(startedAt),
    from: question?.from ? show.plain(question.from).slice(0, 40) : null,
    preview: question ? show.words(question.text) : null,
    answeredAt: answered ? iso(closing.endedAt) : null,
    durationMs:
      closing.endedAt === null || startedAt === null ? null : Math.max(0, closing.endedAt - startedAt),
    answer: words === null ? null : show.words(words),
    tools: tools.slice(-MOST_TOOLS).map((tool) => shownTool(tool, show)),
    error: whyUnanswered(closing, show),
    ending,
    retries: retries.length,
    probe: question?.probe ?? false,
  }
}

function shownTool({ name, calledAt, result }: ToolRun, show: Show): ShownExchange['tools'][number] {
  const took = result?.at && calledAt ? Math.max(0, result.at - calledAt) : null
  return { name: show.plain(name).slice(0, 80), durationMs: took, error: result?.isError ?? false }
}

function whyUnanswered(exchange: Exchange, show: Show): string | null {
  const { ending, messages } = exchange
  if (ending === 'error') return show.plain(errorOf(exchange) ?? '')
  if (ending === 'aborted') return show.plain(`aborted: ${messages.at(-1)?.error ?? 'no reason given'}`)
  if (ending === 'empty')
    return `empty answer (stopReason ${show.plain(messages.at(-1)?.stopReason ?? 'unknown')})`
  return ending === 'unanswered' ? 'never answered' : null
}
