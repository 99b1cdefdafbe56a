import type { Entry } from './entry.ts'
import { timeOf } from './fields.ts'

/** What an entry says before its long part. */
const FIRST =
  /"(type|id|parentId|timestamp|role|toolCallId|toolName|session)":(?:"((?:[^"\\]|\\.){0,300})"|null)/g
const ERROR_FLAG = /"isError":(true|false)/g
const STOP_REASON = /"stopReason":"(\w{1,20})"/g

/** The entry of a line that is too long to be read whole, from its beginning and its end: megabytes of tool output
 *  or of an image. Its text is lost; what it was, when, and how it ended are kept. Null when not even that shows. */
export function entryOfCut(head: string, tail: string): Entry | null {
  const first = new Map<string, string | null>()
  for (const [, name = '', value] of head.matchAll(FIRST))
    if (!first.has(name)) first.set(name, value ?? null)
  const type = first.get('type')
  if (!head.startsWith('{') || !type) return null
  const place = {
    id: first.get('id') ?? null,
    parentId: first.has('parentId') ? (first.get('parentId') ?? null) : undefined,
    at: timeOf(first.get('timestamp')),
  }
  const text = '[too long to be read]'
  const role = type === 'message' ? first.get('role') : null
  if (role === 'user') return { ...place, kind: 'user', from: null, text, probe: false, sentAt: null }
  if (role === 'toolResult') {
    const isError = last(tail, ERROR_FLAG) === 'true'
    const callId = first.get('toolCallId') ?? ''
    return { ...place, kind: 'tool-result', callId, tool: first.get('toolName') ?? 'unknown', isError, text }
  }
  if (role === 'assistant') {
    const stopReason = last(tail, STOP_REASON)
    const unknown = { model: null, error: null, startedAt: null, tokens: null, cost: null }
    return { ...place, kind: 'assistant', text, calls: [], stopReason, ...unknown }
  }
  return { ...place, kind: 'other', type }
}

function last(text: string, pattern: RegExp): string | null {
  return [...text.matchAll(pattern)].at(-1)?.[1] ?? null
}
