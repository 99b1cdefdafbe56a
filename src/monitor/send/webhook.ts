import { iso } from '../../core/finding.ts'
import type { Host, SecretRef } from '../../host/host.ts'
import { messageText } from '../message-text.ts'
import type { Sender } from './sender.ts'

export interface WebhookSettings {
  readonly url: string
  readonly secretHeaders: Readonly<Record<string, { readonly secret: SecretRef; readonly prefix?: string }>>
  readonly sendMs: number
}

/** Tells an HTTP address of one's own, as JSON. `id` is the same each time a message is repeated. */
export function webhook(settings: WebhookSettings, gateway: string, host: Host): Sender {
  const { url, secretHeaders, sendMs } = settings
  return {
    name: 'webhook',
    send: async (message) => {
      const { id, alert, kind, at, since, streak, trouble, restarts } = message
      const text = messageText(message, gateway)
      const times = { at: iso(at.at), since: iso(since.at) }
      const notice = {
        schema: 'firstfault.notice/1',
        id,
        alert,
        kind,
        gateway,
        ...times,
        streak,
        trouble,
        restarts,
        text,
      }
      const answer = await host.http.request(
        {
          url,
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': id },
          secretHeaders,
          body: JSON.stringify(notice),
          deadlineMs: sendMs,
          maxBytes: 10_000,
          useProxy: true,
        },
        new AbortController().signal,
      )
      if (!answer.ok) return { ok: false, problem: answer.message, waitMs: null }
      if (answer.status >= 200 && answer.status < 300) return { ok: true, handle: null }
      const seconds = Number(answer.headers['retry-after'])
      const waitMs = Number.isFinite(seconds) && seconds > 0 && seconds <= 86_400 ? seconds * 1000 : null
      return { ok: false, problem: `the webhook answered ${answer.status}`, waitMs }
    },
  }
}
