import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SessionManager } from '@mariozechner/pi-coding-agent'
import { keyFor } from './credentials.ts'
import type { Knobs } from './knobs.ts'
import { askModel, type ModelAnswer } from './provider.ts'
import { SourceError } from './records.ts'
import type { Model } from './state.ts'

type Message = Parameters<SessionManager['appendMessage']>[0]
type Assistant = Extract<Message, { role: 'assistant' }>

/** How a prompt ended: with text (none when it was aborted), or with an error inside the stream (which is no failure to the daemon). */
export type Answer =
  | { readonly text: string; readonly error: null }
  | { readonly text: ''; readonly error: { readonly message: string; readonly status: number } }

interface Options {
  readonly knobs: Knobs
  readonly agentDir: string
  readonly providers: Readonly<Record<string, string>>
}

/** The embedded agent session: the real SessionManager writes its transcript, the model is asked over HTTP. */
export class PiSession {
  readonly manager: SessionManager
  private readonly options: Options
  private running: AbortController | null = null
  model: Model

  constructor(manager: SessionManager, model: Model, options: Options) {
    this.manager = manager
    this.model = model
    this.options = options
  }

  get isStreaming(): boolean {
    return this.running !== null
  }

  setModel(model: Model): void {
    this.model = model
    this.manager.appendModelChange(model.provider, model.id)
  }

  abort(): void {
    this.running?.abort()
  }

  /** Runs the whole agent loop. Throws before anything is written when the turn cannot start. */
  async prompt(text: string): Promise<Answer> {
    if (this.options.knobs.streaming || this.running) throw alreadyProcessing()
    const base = this.options.providers[this.model.provider] ?? ''
    const key = await keyFor(this.options.agentDir, this.model.provider, base)
    this.running = new AbortController()
    try {
      this.manager.appendMessage({ role: 'user', content: [{ type: 'text', text }], timestamp: Date.now() })
      return await this.loop(base, key, text, this.running.signal)
    } catch (error) {
      if (this.running.signal.aborted) return { text: '', error: null }
      throw error
    } finally {
      this.running = null
    }
  }

  private async loop(base: string, key: string, text: string, signal: AbortSignal): Promise<Answer> {
    for (let round = 0, said = text; round < 5; round++) {
      const begun = Date.now()
      const answer = await this.ask(base, key, said, signal)
      if (answer.kind === 'error') return { text: '', error: answer }
      if (answer.kind === 'text') {
        this.append(
          { content: [{ type: 'text', text: answer.text }], stopReason: 'stop' },
          answer.tokens,
          begun,
        )
        return { text: answer.text, error: null }
      }
      const call = { type: 'toolCall' as const, id: answer.id, name: answer.name, arguments: answer.input }
      this.append({ content: [call], stopReason: 'toolUse' }, answer.tokens, begun)
      await this.runTool(signal)
      const result = { type: 'text' as const, text: 'ok' }
      this.manager.appendMessage({
        role: 'toolResult',
        toolCallId: answer.id,
        toolName: answer.name,
        content: [result],
        details: {},
        isError: false,
        timestamp: Date.now(),
      })
      said = 'tool result: ok'
    }
    return { text: '', error: { message: 'too many rounds', status: 0 } }
  }

  /** One model call with the SDK's three retries; each failed attempt stays in the transcript. */
  private async ask(base: string, key: string, text: string, signal: AbortSignal): Promise<ModelAnswer> {
    for (let attempt = 0; ; attempt++) {
      const begun = Date.now()
      let answer: ModelAnswer
      try {
        answer = await askModel(base, this.model, key, text, signal)
      } catch (error) {
        this.append({ content: [], stopReason: 'aborted', errorMessage: 'Request was aborted.' }, 0, begun)
        throw error
      }
      if (answer.kind !== 'error') return answer
      this.append({ content: [], stopReason: 'error', errorMessage: answer.message }, 0, begun)
      if (!answer.retryable || attempt === 3) return answer
      await sleep(this.options.knobs.retryMs * 2 ** attempt)
    }
  }

  private async runTool(signal: AbortSignal): Promise<void> {
    if (!this.options.knobs.toolHangs) return
    await new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
    )
  }

  private append(
    what: Pick<Assistant, 'content' | 'stopReason' | 'errorMessage'>,
    tokens: number,
    timestamp: number,
  ): void {
    const cost = { input: 0, output: 0.0005, cacheRead: 0.003, cacheWrite: 0, total: 0.0035 }
    const usage = {
      input: 3,
      output: 21,
      cacheRead: Math.max(0, tokens - 24),
      cacheWrite: 0,
      totalTokens: tokens,
      cost,
    }
    const api = this.model.provider === 'anthropic' ? 'anthropic-messages' : 'openai-codex-responses'
    const { provider, id: model } = this.model
    this.manager.appendMessage({
      role: 'assistant',
      ...what,
      api,
      provider,
      model,
      usage,
      timestamp,
    } as Assistant)
  }
}

/** The SDK's refusal while a turn or a compaction runs. */
export const alreadyProcessing = () =>
  new SourceError(
    "Agent is already processing. Specify streamingBehavior ('steer' or 'followUp') to queue the message.",
    {
      line: 598,
      code: "                throw new Error(\"Agent is already processing. Specify streamingBehavior ('steer' or 'followUp') to queue the message.\");",
    },
  )

/** A short id, as the SDK gives its entries. */
export const shortId = () => randomBytes(4).toString('hex')
