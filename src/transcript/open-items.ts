import type { Exchange } from './exchange.ts'

/** Work that was begun and has no end: a tool that has not returned, a message that has no answer, or a turn whose
 *  next model message has not come. */
export interface OpenItem {
  readonly kind: 'tool-call' | 'user-message' | 'turn'
  /** Epoch ms. */
  readonly since: number | null
  /** The tool. */
  readonly name: string | null
  readonly text: string
}

/** What is open at the end of a session. Only its last exchange can be: a later message shows that the earlier turns
 *  are over. Our own probes are no work. */
export function openItems(exchanges: readonly Exchange[]): readonly OpenItem[] {
  const last = exchanges.findLast((exchange) => exchange.current)
  if (last?.ending !== 'open' || last.question?.probe) return []
  const { question, messages, tools } = last
  const asked = question?.text ?? ''
  if (messages.length === 0 && tools.length === 0)
    return [{ kind: 'user-message', since: question?.at ?? last.startedAt, name: null, text: asked }]
  const hanging = tools.filter((tool) => tool.result === null)
  if (hanging.length > 0)
    return hanging.map(({ name, calledAt, given }) => ({
      kind: 'tool-call',
      since: calledAt,
      name,
      text: given,
    }))
  const result = tools.findLast((tool) => tool.result?.at)?.result
  return [
    {
      kind: 'turn',
      since: result?.at ?? messages.at(-1)?.at ?? null,
      name: result?.tool ?? null,
      text: asked,
    },
  ]
}
