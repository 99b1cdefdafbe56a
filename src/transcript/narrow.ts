import { callsOf, textOf } from './content.ts'
import type { Dialect } from './dialect.ts'
import type { AssistantEntry, Entry } from './entry.ts'
import { beginningOf, type Fields, fieldsOf, numberOf, timeOf, wordOf } from './fields.ts'

/** One line of a transcript as an entry; null for a damaged one. Never throws, whatever the line holds; records of a
 *  type that is not known survive as `other`. */
export function parseEntry(line: string, dialect: Dialect): Entry | null {
  try {
    const value: unknown = JSON.parse(line)
    const record = fieldsOf(value)
    return typeof record.type === 'string' ? narrow(record, record.type.slice(0, 100), dialect) : null
  } catch {
    return null
  }
}

type Place = Pick<Entry, 'id' | 'parentId' | 'at'>

function narrow(record: Fields, type: string, dialect: Dialect): Entry {
  const place: Place = {
    id: wordOf(record.id),
    parentId: record.parentId === null ? null : (wordOf(record.parentId) ?? undefined),
    at: timeOf(record.timestamp),
  }
  if (type === 'session') {
    const { cwd, parentSession } = record
    const session = place.id ?? ''
    return {
      ...place,
      id: null,
      kind: 'header',
      session,
      cwd: wordOf(cwd),
      parentSession: wordOf(parentSession),
    }
  }
  if (type === 'message') return messageOf(fieldsOf(record.message), place, dialect)
  if (type === 'model_change') {
    const model = [wordOf(record.provider), wordOf(record.modelId)].filter((word) => word !== null).join('/')
    return { ...place, kind: 'model-change', model: model || 'unknown' }
  }
  if (type === 'compaction')
    return { ...place, kind: 'compaction', tokensBefore: numberOf(record.tokensBefore) }
  if (type === 'custom_message') {
    const custom = wordOf(record.customType) ?? 'unknown'
    return { ...place, kind: 'notice', type: custom, text: beginningOf(textOf(record.content)) }
  }
  return { ...place, kind: 'other', type }
}

function messageOf(message: Fields, place: Place, dialect: Dialect): Entry {
  const { role, content } = message
  if (role === 'user') {
    const text = textOf(content)
    return {
      ...place,
      kind: 'user',
      from: dialect.from(text),
      text: beginningOf(dialect.own(text)),
      probe: dialect.isProbe(text),
      sentAt: timeOf(message.timestamp),
    }
  }
  if (role === 'assistant') return assistantOf(message, place)
  if (role === 'toolResult') {
    return {
      ...place,
      kind: 'tool-result',
      callId: wordOf(message.toolCallId) ?? '',
      tool: wordOf(message.toolName) ?? 'unknown',
      isError: message.isError === true,
      text: beginningOf(textOf(content)),
    }
  }
  if (role === 'bashExecution') {
    const command = typeof message.command === 'string' ? beginningOf(message.command) : ''
    const failed = message.cancelled === true || (numberOf(message.exitCode) ?? 0) !== 0
    return { ...place, kind: 'bash', command, failed }
  }
  return { ...place, kind: 'other', type: `message ${wordOf(role) ?? ''}`.trim() }
}

function assistantOf(message: Fields, place: Place): AssistantEntry {
  const usage = fieldsOf(message.usage)
  const model = [wordOf(message.provider), wordOf(message.model)].filter((word) => word !== null)
  const { errorMessage } = message
  return {
    ...place,
    kind: 'assistant',
    text: beginningOf(textOf(message.content)),
    calls: callsOf(message.content),
    model: model.length > 0 ? model.join('/') : null,
    stopReason: wordOf(message.stopReason),
    error: typeof errorMessage === 'string' && errorMessage !== '' ? beginningOf(errorMessage) : null,
    startedAt: timeOf(message.timestamp),
    tokens: numberOf(usage.totalTokens),
    cost: numberOf(fieldsOf(usage.cost).total),
  }
}
