import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** How a model behaves: it answers; it never comes to an answer, or to nothing at all; it does something else with
 *  status 200, or refuses with a status. */
export const MOODS = [
  'answers',
  'slow',
  'hangs',
  'garbage',
  'empty',
  'portal',
  'cut',
  '401',
  '402',
  '403',
  '404',
  '429',
  '500',
  '503',
  '529',
] as const
export type Mood = (typeof MOODS)[number]

export interface Models {
  readonly port: number
  stop(): Promise<void>
}

const SAID: Readonly<Record<string, string>> = {
  401: 'Incorrect API key provided: sk-mock',
  402: 'Insufficient balance',
  403: 'Forbidden',
  404: 'The model does not exist',
  429: 'Rate limit reached',
  500: 'The server had an error',
  503: 'The engine is currently overloaded',
  529: 'Overloaded',
}

/** Providers of our own on one free loopback port, one for each mood at `/<mood>/v1`; they speak OpenAI's chat
 *  completions, streamed. */
export async function startModels(): Promise<Models> {
  const sockets = new Set<Socket>()
  const server = createServer(async (request, response) => {
    for await (const _ of request);
    const [, mood, , path] = request.url?.split('/') ?? []
    if (mood === 'hangs') return
    if (mood === 'portal') return page(response)
    if (mood === 'cut') return cut(response)
    if (mood && SAID[mood]) return refuse(response, Number(mood))
    if (path === 'models')
      return json(response, 200, { object: 'list', data: [{ id: 'mock-1', object: 'model' }] })
    if (mood === 'slow') return
    stream(response, mood === 'garbage' || mood === 'empty' ? mood : 'answers')
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const stop = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return { port: (server.address() as AddressInfo).port, stop }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function refuse(response: ServerResponse, status: number): void {
  const error = { message: SAID[status], type: 'error', code: status === 401 ? 'invalid_api_key' : null }
  if (status === 429) response.setHeader('retry-after', '2')
  json(response, status, { error })
}

function page(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Hotel WiFi</title>')
}

/** The beginning of an answer, and then the end of the connection. */
function cut(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(chunk({ role: 'assistant', content: 'po' }), () => response.destroy())
}

const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'chatcmpl-mock-1', object: 'chat.completion.chunk', created: 1, model: 'mock-1', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`

function stream(response: ServerResponse, mood: 'answers' | 'garbage' | 'empty'): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  if (mood === 'garbage') return void response.end('data: {"id": this is no JSON\n\ndata: [DONE]\n\n')
  const usage = { prompt_tokens: 11, completion_tokens: 5, total_tokens: 16 }
  response.write(chunk({ role: 'assistant', content: '' }))
  if (mood === 'answers') response.write(chunk({ content: 'pong from mock model' }))
  response.write(chunk({}, 'stop'))
  response.write(
    `data: ${JSON.stringify({ id: 'chatcmpl-mock-1', object: 'chat.completion.chunk', created: 1, model: 'mock-1', choices: [], usage })}\n\n`,
  )
  response.end('data: [DONE]\n\n')
}
