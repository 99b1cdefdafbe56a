import { afterEach, beforeEach, expect, test } from 'vitest'
import { messageText } from '../../src/monitor/message-text.ts'
import { telegram } from '../../src/monitor/send/telegram.ts'
import type { Message } from '../../src/monitor/state.ts'
import { trouble } from './readings.ts'
import { type Mood, startTelegram, type TelegramStandIn } from './telegram-stand-in.ts'

const TOKEN = '123456789:AAE-stand-in-token-of-no-bot-000'
const NAME = 'FIRSTFAULT_TEST_TELEGRAM'

let bot: TelegramStandIn

beforeEach(async () => {
  process.env[NAME] = TOKEN
  bot = await startTelegram()
})

afterEach(async () => {
  delete process.env[NAME]
  await bot.stop()
})

const START = { at: Date.UTC(2026, 10, 20, 23), up: 0, boot: 'a' }

const message = (given: Partial<Message> = {}): Message => ({
  id: 'a1.general/alert/telegram',
  alert: 'a1.general',
  kind: 'alert',
  sink: 'telegram',
  at: { ...START, at: START.at + 120_000, up: 120_000 },
  since: START,
  streak: 2,
  trouble: trouble({ evidence: [{ source: 'launchctl print', text: 'state = not running' }] }),
  restarts: null,
  attempts: 0,
  hold: null,
  ...given,
})

const send = (mood: Mood, given: Partial<Message> = {}, thread: string | null = null) => {
  bot.mood = mood
  const settings = { chat: '42', token: { env: NAME }, baseUrl: bot.url, sendMs: 400 }
  return telegram(settings, 'joelclaw').send(message(given), thread)
}

test('an alert names fault, evidence, next command and its id', async () => {
  expect(await send('takes')).toEqual({ ok: true, handle: '101' })
  expect(bot.calls[0]).toMatchObject({ method: 'sendMessage', token: TOKEN, body: { chat_id: '42' } })
  expect(bot.calls[0]?.body.text.split('\n')).toEqual([
    'joelclaw needs attention',
    'process: the daemon is not running',
    'process.not-running, since 2026-11-20T23:00:00.000Z (2 min), 2 walks in a row',
    'launchctl print: state = not running',
    'Next: joelclaw gateway restart',
    '[a1.general]',
  ])
})

test('the patience that Telegram asks for is honoured', async () => {
  expect(await send('limits-once')).toMatchObject({ ok: false, waitMs: 1_000 })
})

test('a drip is cut at the deadline of the whole answer', async () => {
  expect(await send('drips')).toMatchObject({
    ok: false,
    problem: expect.stringContaining('no complete answer within 400 ms'),
  })
})

test.each(['refuses', 'drips', 'holds'] as const)(
  'one that %s is no delivery, and shows no token',
  async (mood) => {
    const begun = performance.now()
    const delivery = await send(mood)
    expect(delivery).toMatchObject({ ok: false, waitMs: null })
    expect(JSON.stringify(delivery)).not.toContain('stand-in-token')
    expect(performance.now() - begun).toBeLessThan(2_000)
  },
)

test('nobody there, or no token, is no delivery either', async () => {
  await bot.stop()
  expect(await send('takes')).toMatchObject({ ok: false, problem: expect.stringContaining('ECONNREFUSED') })
  delete process.env[NAME]
  expect(await send('takes')).toMatchObject({ ok: false, problem: 'the bot token is not there' })
})

test('an update edits the first message in place; where that is gone it is sent anew', async () => {
  expect(await send('takes', { kind: 'update' }, '77')).toMatchObject({ ok: true })
  expect(bot.calls[0]).toMatchObject({ method: 'editMessageText', body: { message_id: 77 } })
  expect(await send('forgets', { kind: 'update' }, '77')).toMatchObject({ ok: true, handle: '103' })
  expect(bot.calls.map((call) => call.method)).toEqual(['editMessageText', 'editMessageText', 'sendMessage'])
})

test('the end answers the first message', async () => {
  await send('takes', { kind: 'resolved' }, '77')
  expect(bot.calls[0]?.body).toMatchObject({
    reply_parameters: { message_id: 77 },
    text: expect.stringMatching(/^joelclaw is well again\nIt was: the daemon is not running\n.*lasted 2 min/),
  })
})

test('a message holds no secret and no control character, and fits into Telegram', () => {
  const evil = `\u001b[31m Bearer ${'x'.repeat(40)} sk-ant-api03-${'A1b2'.repeat(20)}\u202e${'y'.repeat(9_000)}`
  const text = messageText(
    message({ trouble: trouble({ summary: evil, evidence: Array(9).fill({ source: evil, text: evil }) }) }),
    'joelclaw',
  )
  expect(text.length).toBeLessThanOrEqual(3_500)
  expect(text).not.toMatch(/sk-ant|[\u0000-\u0009\u000b-\u001f\u202e]/)
})
