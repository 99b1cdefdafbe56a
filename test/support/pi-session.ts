import { vi } from 'vitest'
// The package's own entry point loads the whole agent, which takes two seconds.
import { SessionManager } from '../../node_modules/@mariozechner/pi-coding-agent/dist/core/session-manager.js'

type Message = Parameters<SessionManager['appendMessage']>[0]
type Assistant = Extract<Message, { role: 'assistant' }>

/** A transcript written by the SDK's real SessionManager, one line of a script after the other, at times that the
 *  test gives. Only the clock is a stand-in. */
export class PiScript {
  readonly manager: SessionManager

  constructor(directory: string, at: number) {
    vi.useFakeTimers({ toFake: ['Date'], now: at })
    this.manager = SessionManager.create(directory, directory)
    this.manager.appendModelChange('anthropic', 'claude-opus-4-6')
  }

  /** Moves the clock on by this many ms. */
  after(ms: number): this {
    vi.setSystemTime(Date.now() + ms)
    return this
  }

  user(text: string): this {
    this.manager.appendMessage({ role: 'user', content: [{ type: 'text', text }], timestamp: Date.now() })
    return this
  }

  answer(text: string, more: Partial<Assistant> = {}): this {
    return this.assistant({
      content: text === '' ? [] : [{ type: 'text', text }],
      stopReason: 'stop',
      ...more,
    })
  }

  calls(...tools: readonly (readonly [id: string, name: string, args?: Record<string, unknown>])[]): this {
    const content = tools.map(([id, name, args = {}]) => ({
      type: 'toolCall' as const,
      id,
      name,
      arguments: args,
    }))
    return this.assistant({ content, stopReason: 'toolUse' })
  }

  result(id: string, name: string, text = 'ok', isError = false): this {
    const content = [{ type: 'text' as const, text }]
    const message = {
      role: 'toolResult' as const,
      toolCallId: id,
      toolName: name,
      content,
      details: {},
      isError,
    }
    this.manager.appendMessage({ ...message, timestamp: Date.now() })
    return this
  }

  error(message: string): this {
    return this.assistant({ content: [], stopReason: 'error', errorMessage: message })
  }

  aborted(message = 'Request was aborted.'): this {
    return this.assistant({ content: [], stopReason: 'aborted', errorMessage: message })
  }

  get file(): string {
    return this.manager.getSessionFile() ?? ''
  }

  get id(): string {
    return this.manager.getSessionId()
  }

  private assistant(what: Partial<Assistant>): this {
    const cost = { input: 0, output: 0.001, cacheRead: 0.003, cacheWrite: 0, total: 0.004 }
    const usage = { input: 3, output: 21, cacheRead: 5_000, cacheWrite: 0, totalTokens: 5_024, cost }
    const model = { api: 'anthropic-messages', provider: 'anthropic', model: 'claude-opus-4-6' }
    this.manager.appendMessage({
      role: 'assistant',
      ...model,
      usage,
      timestamp: Date.now(),
      ...what,
    } as Assistant)
    return this
  }
}
