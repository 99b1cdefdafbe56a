import type { Model } from './state.ts'

/** What a model said to a prompt. */
export type ModelAnswer =
  | { readonly kind: 'text'; readonly text: string; readonly tokens: number }
  | {
      readonly kind: 'tool'
      readonly name: string
      readonly id: string
      readonly input: Record<string, unknown>
      readonly tokens: number
    }
  | { readonly kind: 'error'; readonly message: string; readonly retryable: boolean; readonly status: number }

/** Asks a provider in its own protocol: Anthropic's messages, or OpenAI's responses. */
export async function askModel(
  base: string,
  model: Model,
  key: string,
  prompt: string,
  signal: AbortSignal,
): Promise<ModelAnswer> {
  const anthropic = model.provider === 'anthropic'
  const url = `${base}${anthropic ? '/v1/messages' : '/v1/responses'}`
  const headers: Record<string, string> = anthropic
    ? { 'x-api-key': key, 'anthropic-version': '2023-06-01' }
    : { authorization: `Bearer ${key}` }
  const body = anthropic
    ? { model: model.id, max_tokens: 1024, messages: [{ role: 'user', content: prompt }] }
    : { model: model.id, input: prompt }
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    })
    return read(answer.status, await answer.text())
  } catch (error) {
    if (signal.aborted) throw error
    return { kind: 'error', message: 'fetch failed', retryable: true, status: 0 }
  }
}

interface AnswerBody {
  readonly content?: readonly {
    type: string
    text?: string
    id?: string
    name?: string
    input?: Record<string, unknown>
  }[]
  readonly output_text?: string
  readonly usage?: { readonly input_tokens?: number; readonly output_tokens?: number }
}

function read(status: number, text: string): ModelAnswer {
  const retryable = status === 429 || status >= 500
  if (status !== 200) return { kind: 'error', message: `${status} ${text}`, retryable, status }
  let body: AnswerBody
  try {
    body = JSON.parse(text) as AnswerBody
  } catch {
    return {
      kind: 'error',
      message: `Unexpected token '<', "${text.slice(0, 10)}"... is not valid JSON`,
      retryable: false,
      status,
    }
  }
  const tokens = (body.usage?.input_tokens ?? 0) + (body.usage?.output_tokens ?? 0)
  const tool = body.content?.find((part) => part.type === 'tool_use')
  if (tool) return { kind: 'tool', name: tool.name ?? '', id: tool.id ?? '', input: tool.input ?? {}, tokens }
  return {
    kind: 'text',
    text: body.output_text ?? body.content?.map((part) => part.text ?? '').join('') ?? '',
    tokens,
  }
}
