/** A configuration with everything that a configuration may hold. */
export const CONFIG = {
  gateways: {
    mine: { system: 'custom', layers: { process: { checks: [{ check: 'pid-file', path: '/p' }] } } },
    joelclaw: { system: 'joelclaw', settings: { port: 3018, redis: { host: 'localhost' } } },
  },
  accept: [{ code: 'process.frozen', reason: 'known', until: '2026-12-01' }],
}

/** A recording of two calls. */
export const RECORDING = [
  '{"schema":"firstfault.recording/1","tool":{"name":"firstfault","version":"0.1.0"},"startedAt":"2026-03-09T20:30:00.000Z","gateway":{"name":"mine","system":"custom"},"settings":{}}',
  '{"port":"files","method":"read","request":{"path":"/p"},"answer":{"ok":false,"problem":"absent","message":"x"}}',
  '{"port":"clock","method":"now","request":null,"answer":1}',
].join('\n')

export const TRANSCRIPT = transcript()

/** A short session with a question, a tool, an answer, an error and a compaction. */
function transcript(): string {
  const at = (second: number) => `2026-03-09T20:29:${String(second).padStart(2, '0')}.000Z`
  const lines = [
    { type: 'session', version: 3, id: 's', timestamp: at(0), cwd: '/x' },
    {
      type: 'message',
      id: 'a',
      parentId: null,
      timestamp: at(1),
      message: { role: 'user', content: [{ type: 'text', text: 'hi' }], timestamp: 1 },
    },
    {
      type: 'message',
      id: 'b',
      parentId: 'a',
      timestamp: at(2),
      message: {
        role: 'assistant',
        content: [{ type: 'toolCall', id: 't', name: 'bash', arguments: {} }],
        stopReason: 'toolUse',
      },
    },
    {
      type: 'message',
      id: 'c',
      parentId: 'b',
      timestamp: at(3),
      message: { role: 'toolResult', toolCallId: 't', toolName: 'bash', content: [], isError: true },
    },
    {
      type: 'message',
      id: 'd',
      parentId: 'c',
      timestamp: at(4),
      message: { role: 'assistant', content: [], stopReason: 'error', errorMessage: '401' },
    },
    {
      type: 'compaction',
      id: 'e',
      parentId: 'd',
      timestamp: at(5),
      summary: 'x',
      firstKeptEntryId: 'd',
      tokensBefore: 9,
    },
    { type: 'model_change', id: 'f', parentId: 'e', timestamp: at(6), provider: 'anthropic', modelId: 'm' },
  ]
  return lines.map((line) => JSON.stringify(line)).join('\n')
}
