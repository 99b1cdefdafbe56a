import * as z from 'zod'
import type { SecretRef } from '../../host/host.ts'
import { conceal } from '../../host/machine/conceal.ts'
import { underDeadline } from '../../host/machine/deadline.ts'
import { exchange } from '../../host/machine/exchange.ts'
import { errorText } from '../../host/machine/network-error.ts'
import { resolveSecret } from '../../host/machine/secrets.ts'
import { messageText } from '../message-text.ts'
import type { Message } from '../state.ts'
import type { Delivery, Sender } from './sender.ts'

export interface TelegramSettings {
  readonly chat: string
  readonly token: SecretRef
  readonly baseUrl: string
  /** For one message, ms. */
  readonly sendMs: number
}

/** What the Bot API answers, as far as we read it. */
const answer = z.object({
  ok: z.boolean(),
  description: z.string().optional(),
  result: z.union([z.object({ message_id: z.number().int() }), z.boolean()]).optional(),
  parameters: z.object({ retry_after: z.number().min(0).max(86_400).optional() }).optional(),
})

type Answer = z.infer<typeof answer>
type Called = { readonly status: number; readonly answer: Answer } | { readonly problem: string }

/** Tells a Telegram chat through the Bot API. An update edits the alert's message in place; an escalation and the end
 *  answer it, because an edit makes no sound. The token travels in the address, as the Bot API wants it, and is taken
 *  out of everything that comes back. */
export function telegram(settings: TelegramSettings, gateway: string): Sender {
  return {
    name: 'telegram',
    send: async (message, thread) => {
      const text = messageText(message, gateway)
      if (message.kind === 'update' && thread) {
        const edited = await edit(settings, thread, text)
        if (edited) return edited
      }
      const reply = thread
        ? { reply_parameters: { message_id: Number(thread), allow_sending_without_reply: true } }
        : {}
      const called = await call(settings, 'sendMessage', {
        chat_id: settings.chat,
        text,
        ...NO_PREVIEW,
        ...reply,
      })
      return deliveryOf(called, message)
    },
  }
}

const NO_PREVIEW = { link_preview_options: { is_disabled: true } }

/** Null when there is nothing left to edit: then the message is sent anew. */
async function edit(settings: TelegramSettings, thread: string, text: string): Promise<Delivery | null> {
  const body = { chat_id: settings.chat, message_id: Number(thread), text, ...NO_PREVIEW }
  const called = await call(settings, 'editMessageText', body)
  if ('problem' in called || called.status !== 400) return deliveryOf(called, null)
  return /not modified/i.test(called.answer.description ?? '') ? { ok: true, handle: thread } : null
}

function deliveryOf(called: Called, message: Message | null): Delivery {
  if ('problem' in called) return { ok: false, problem: called.problem, waitMs: null }
  const { status, answer } = called
  if (answer.ok) {
    const id = typeof answer.result === 'object' ? String(answer.result.message_id) : null
    return { ok: true, handle: message ? id : null }
  }
  const seconds = answer.parameters?.retry_after
  const problem = `Telegram answered ${status}: ${answer.description ?? 'no reason given'}`.slice(0, 300)
  return { ok: false, problem, waitMs: seconds === undefined ? null : Math.max(1, seconds) * 1000 }
}

async function call(settings: TelegramSettings, method: string, body: object): Promise<Called> {
  const token = await resolveSecret(settings.token)
  if (token === null) return { problem: 'the bot token is not there' }
  if (!/^[\w:-]{1,200}$/.test(token)) return { problem: 'the bot token has characters that no token has' }
  const url = new URL(`${settings.baseUrl.replace(/\/+$/, '')}/bot${token}/${method}`)
  const ask = async (ending: AbortSignal): Promise<Called> => {
    try {
      const answered = await exchange(
        {
          url,
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
          maxBytes: 100_000,
          ...(url.protocol === 'https:' ? { proxy: 'environment' as const } : {}),
        },
        ending,
        () => {},
      )
      const parsed = answer.safeParse(json(conceal(answered.body, [token])))
      if (parsed.success) return { status: answered.status, answer: parsed.data }
      return { problem: `HTTP ${answered.status}, and the answer is not the Bot API's` }
    } catch (error) {
      return { problem: conceal(`${url.host}: ${errorText(error)}`, [token]) }
    }
  }
  const late = () => ({ problem: `${url.host}: no complete answer within ${settings.sendMs} ms` })
  return underDeadline({ ms: settings.sendMs, signal: new AbortController().signal }, ask, late)
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
