import { type Said, type Standing, stand } from './http.ts'

/** How the model API behaves. `tool`: it asks for a tool once, then answers. */
export type ModelMood =
  | 'answers'
  | 'tool'
  | 'rate-limited'
  | 'overloaded'
  | 'broken'
  | 'silent'
  | 'portal'
  | 'refuses-keys'
  | 'hangs-up'
  | 'proxy'

export interface ModelServer extends Standing {
  mood: ModelMood
  /** Whether an expired OAuth token can be refreshed. */
  refreshes: boolean
  /** Tokens that an answer claims the context holds. */
  tokens: number
  /** What it answers. */
  text: string
  /** Delay before each answer to the good key, ms. */
  delayMs: number
}

/** The key that the lab's auth.json holds. */
export const GOOD_KEY = 'sk-ant-lab-4f6b2c'

/** A stand-in for a provider that speaks Anthropic's messages and OpenAI's responses; it has one good key. */
export async function startModel(): Promise<ModelServer> {
  const standing = await stand(async (request, body) => {
    const anthropic = request.url?.startsWith('/v1/messages') || request.url?.startsWith('/v1/oauth')
    const said = trouble(server.mood, anthropic ? 'anthropic' : 'openai')
    if (said) return said
    if (request.url === '/v1/oauth/token') {
      return server.refreshes
        ? { status: 200, body: { access_token: GOOD_KEY, expires_in: 28_800 } }
        : failure(400, 'anthropic', 'invalid_grant', 'refresh token expired')
    }
    const key = request.headers['x-api-key'] ?? request.headers.authorization?.replace('Bearer ', '')
    if (key !== GOOD_KEY)
      return failure(401, anthropic ? 'anthropic' : 'openai', 'authentication_error', 'invalid x-api-key')
    if (server.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, server.delayMs))
    const tool = server.mood === 'tool' && !body.includes('tool result')
    return {
      status: 200,
      body: anthropic ? message(server.tokens, tool, server.text) : responses(server.tokens, server.text),
    }
  })
  const server: ModelServer = Object.assign(standing, {
    mood: 'answers' as ModelMood,
    refreshes: true,
    tokens: 61_240,
    text: 'Acknowledged.',
    delayMs: 0,
  })
  return server
}

type Protocol = 'anthropic' | 'openai'

/** What every caller gets, whatever key it brings. */
function trouble(mood: ModelMood, protocol: Protocol): Said | null {
  switch (mood) {
    case 'silent':
      return 'silence'
    case 'hangs-up':
      return 'hang-up'
    case 'portal':
      return {
        status: 200,
        body: '<!doctype html><title>Hotel WiFi</title><form>room number</form>',
        type: 'text/html',
      }
    case 'proxy':
      return { status: 407, body: '<html>Proxy Authentication Required</html>', type: 'text/html' }
    case 'rate-limited':
      return failure(429, protocol, 'rate_limit_error', 'This request would exceed your rate limit')
    case 'overloaded':
      return failure(529, protocol, 'overloaded_error', 'Overloaded')
    case 'broken':
      return failure(500, protocol, 'api_error', 'Internal server error')
    case 'refuses-keys':
      return failure(401, protocol, 'authentication_error', 'invalid x-api-key')
    default:
      return null
  }
}

/** An error in the provider's own shape. */
function failure(status: number, protocol: Protocol, type: string, message: string): Said {
  const anthropic = { type: 'error', error: { type, message }, request_id: 'req_lab' }
  const openai = { error: { message, type, param: null, code: status === 401 ? 'invalid_api_key' : null } }
  return { status, body: protocol === 'anthropic' ? anthropic : openai }
}

const message = (tokens: number, tool: boolean, text: string) => ({
  id: 'msg_lab',
  type: 'message',
  role: 'assistant',
  model: 'claude-opus-4-6',
  content: tool
    ? [{ type: 'tool_use', id: `toolu_${Date.now()}`, name: 'bash', input: { command: 'tail -f /dev/null' } }]
    : [{ type: 'text', text }],
  stop_reason: tool ? 'tool_use' : 'end_turn',
  usage: { input_tokens: tokens - 21, output_tokens: 21 },
})

const responses = (tokens: number, text: string) => ({
  id: 'resp_lab',
  object: 'response',
  status: 'completed',
  output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }],
  output_text: text,
  usage: { input_tokens: tokens - 21, output_tokens: 21 },
})
