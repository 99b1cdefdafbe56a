/** One made-up secret of every kind, put together at run time so that no scanner takes this file for a leak. */
export interface Planted {
  readonly kind: string
  /** The text with the secret in it. */
  readonly text: string
  /** What must not survive. */
  readonly secret: string
  /** What must survive, so that a reader knows what was there. */
  readonly keeps?: readonly string[]
}

const alnum = 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dF3hJ5kL7nP9rS1uV3xY5a'
const some = (length: number): string => alnum.repeat(4).slice(0, length)
const hex = '0123456789abcdef'.repeat(4)

/** Shapes that give a secret away wherever they stand. */
export const shaped: readonly Planted[] = [
  ['anthropic-key', `sk-ant-${'api03-'}${some(80)}-AA`],
  ['anthropic-key', `sk-ant-${'oat01-'}${some(40)}_x`],
  ['openrouter-key', `sk-or-${'v1-'}${hex}`],
  ['openai-key', `sk-${'proj-'}${some(60)}_T3`],
  ['google-key', `AI${'za'}Sy${some(33)}`],
  ['google-key', `ya${'29.'}${some(60)}`],
  ['xai-key', `xai-${some(60)}`],
  ['perplexity-key', `pplx-${some(48)}`],
  ['groq-key', `gsk_${some(50)}`],
  ['github-token', `gh${'p_'}${some(36)}`],
  ['github-token', `gh${'s_'}${some(36)}`],
  ['github-token', `github_${'pat_'}${some(22)}_${some(50)}`],
  ['gitlab-token', `gl${'pat-'}${some(20)}`],
  ['slack-token', `xox${'b-'}123456789012-1234567890123-${some(24)}`],
  ['slack-token', `xa${'pp-'}1-A0123456789-1234567890123-${hex}`],
  ['slack-token', `xox${'e.xoxp-'}1-${some(60)}`],
  ['telegram-token', `7${'123456789'}:AAH${some(32)}`],
  ['discord-token', `MT${some(24)}.GaBcDe.${some(38)}`],
  ['aws-access-key', `AK${'IA'}IOSFODNN7EXAMPLE`],
  ['stripe-key', `sk_${'live_'}${some(24)}`],
  ['stripe-key', `wh${'sec_'}${some(32)}`],
  ['huggingface-token', `h${'f_'}${some(34)}`],
  ['npm-token', `np${'m_'}${some(36)}`],
  ['sendgrid-key', `S${'G.'}${some(22)}.${some(43)}`],
  ['linear-key', `lin_${'api_'}${some(40)}`],
  ['tailscale-key', `ts${'key-'}auth-${some(16)}-${some(32)}`],
  ['inngest-key', `sign${'key-'}prod-${hex}`],
  ['age-key', `AGE-${'SECRET-KEY-1'}${some(58).toUpperCase()}`],
  ['jwt', `ey${'JhbGciOiJIUzI1NiJ9'}.ey${'JzdWIiOiIxMjM0NTY3ODkwIn0'}.${some(43)}`],
  ['private-key', pem('RSA PRIVATE KEY')],
  ['private-key', pem('PRIVATE KEY')],
  ['private-key', pem('OPENSSH PRIVATE KEY')],
].map(([kind, text]) => ({ kind: kind as string, text: text as string, secret: text as string }))

/** Values that only their surroundings give away. */
export const placed: readonly Planted[] = [
  ['openai-key', 'key ', `sk-${some(48)}`, ''],
  ['authorization', 'Authorization: Bearer ', 'opaque~value', ''],
  ['authorization', "-H 'authorization: Basic ", 'dXNlcjpwYXNz', "'"],
  ['authorization', '"authorization":"Bot ', 'whatever.it.is', '","x":1'],
  ['bearer', 'sent Bearer ', some(30), ' to it'],
  ['basic-auth', 'Basic ', 'dXNlcjpodW50ZXIy', ' refused'],
  ['header', 'x-api-key: ', 'plainwords', ''],
  ['header', 'X-Gitlab-Token: ', 'plainwords', ''],
  ['header', '"x-goog-api-key": "', 'plainwords', '"'],
  ['cookie', 'Cookie: ', 'sid=abcdef; theme=dark', ''],
  ['cookie', 'set-cookie: ', 'session=s%3Aabc.def', '; HttpOnly'],
  ['url-password', 'redis://:', 'hunter2', '@localhost:6379/0'],
  ['url-password', 'redis://:', 'hun/ter2', '@localhost:6379/0'],
  ['url-password', 'postgres://gateway:', 'p@ss:w0rd', '@db.local/app'],
  ['url-password', 'https://joel:', 'hunter2', '@example.com/x?y=1'],
  ['url-userinfo', 'https://', some(24), '@example.com/x'],
  ['query', 'GET /v1/models?key=', some(10), '&alt=sse'],
  ['query', 'wss://host/socket?access_token=', 'abc.def', '#top'],
  ['query', 'GET /x?a=1&X-Amz-Signature=', hex, '&b=2'],
  ['secret', '"password": "', 'correct horse "battery" staple'.replaceAll('"', '\\"'), '", "user": "joel"'],
  ['secret', '{"botToken":"', 'abc', '","chat":1}'],
  ['secret', '{"line":"{\\"client_secret\\":\\"', 'ab\\\\\\"cd', '\\",\\"id\\":1}"}'],
  ['secret', 'API_KEY=', 'abc,def', ''],
  ['secret', 'export X_SECRET=', "'two words'", ' && run'],
  ['secret', 'TYPESENSE_KEY=', 'abcdef', ''],
  ['secret', 'password: ', 'hunter2', ''],
  ['secret', '  token: ', 'correcthorse', '\nname: joel'],
  ['secret', '- name: API_TOKEN\n  value: ', 'abcdef', '\n- name: B'],
  ['secret', '{"name":"REDIS_PASSWORD","value":"', 'abcdef', '"}'],
  ['secret', 'token_prefix=', 'abcdef', ' path=/x'],
  ['flag', 'gateway run --token ', 'abcdef', ' --port 18789'],
  ['secret', 'gateway run --password=', 'abcdef', ' --port 18789'],
  ['flag', 'redis-cli -h localhost -a ', 'abcdef', ' ping'],
  ['flag', 'curl -s -u joel:', 'abcdef', ' https://example.com'],
  ['auth-json', '{"type":"oauth","refresh":"', some(30), '","expires":1}'],
  ['auth-json', '{"type":"oauth","access":"', some(30), '"}'],
  ['auth-json', '{"type":"api_key","key":"', 'abcdef', '"}'],
  ['launchd-env', '\t\tTELEGRAM_BOT_TOKEN => ', 'two words', '\n\t\tPATH => /usr/bin'],
  ['launchd-env', '\t\tINNGEST_EVENT_KEY => ', 'abc', '\n\t\tHOME => /Users/joel'],
  ['aws-secret-key', 'aws_secret_access_key = ', `${some(38)}/+`, ''],
  ['slack-webhook', 'https://hooks.slack.com/services/', `T0/B0/${some(24)}`, ' failed'],
  ['discord-webhook', 'https://discord.com/api/webhooks/123456789/', some(60), ' failed'],
  ['redis-password', 'requirepass ', 'abcdef', ''],
].map(([kind, before, secret, after]) => ({
  kind: kind as string,
  text: `${before}${secret}${after}`,
  secret: secret as string,
  keeps: [before as string, after as string],
}))

function pem(label: string): string {
  return `-----BEGIN ${label}-----\n${some(64)}\n${some(40)}==\n-----END ${label}-----`
}
