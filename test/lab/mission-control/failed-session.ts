/** A session of pi whose newest message was answered with an error. */
export function failedSession(at: number): string {
  const time = (ms: number) => new Date(at + ms).toISOString()
  const message = (id: string, ms: number, content: object) =>
    JSON.stringify({ type: 'message', id, parentId: null, timestamp: time(ms), message: content })
  const said = [{ type: 'text', text: 'Begin heartbeats after startup.' }]
  return [
    JSON.stringify({ type: 'session', version: 3, id: '5f0c', timestamp: time(0), cwd: '/' }),
    message('a1', 10, { role: 'user', content: said, timestamp: at + 10 }),
    message('a2', 900, {
      role: 'assistant',
      content: [],
      stopReason: 'error',
      errorMessage: '401 invalid x-api-key',
      provider: 'anthropic',
      model: 'claude',
      timestamp: at + 900,
    }),
    '',
  ].join('\n')
}
