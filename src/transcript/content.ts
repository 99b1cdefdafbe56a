import type { ToolCall } from './entry.ts'
import { beginningOf, fieldsOf, wordOf } from './fields.ts'

/** More parts than any message has. */
const MOST_PARTS = 200
const MOST_TEXT = 100_000

/** The text of a message's content, which is a text or a list of parts. Thinking is left out; an image is named. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content.slice(0, MOST_TEXT)
  const words = partsOf(content).flatMap((part) => {
    if (part.type === 'text' && typeof part.text === 'string') return part.text.slice(0, MOST_TEXT)
    return part.type === 'image' ? '[image]' : []
  })
  return words.join('\n').slice(0, MOST_TEXT)
}

/** The tool calls of an assistant message. A call without an id cannot have a result and is left out. */
export function callsOf(content: unknown): readonly ToolCall[] {
  return partsOf(content).flatMap((part) => {
    const id = wordOf(part.id)
    if (part.type !== 'toolCall' || id === null) return []
    return { id, name: wordOf(part.name) ?? 'unknown', given: givenOf(part.arguments) }
  })
}

function partsOf(content: unknown) {
  return Array.isArray(content) ? content.slice(0, MOST_PARTS).map(fieldsOf) : []
}

function givenOf(value: unknown): string {
  return value === undefined ? '' : beginningOf(JSON.stringify(value))
}
