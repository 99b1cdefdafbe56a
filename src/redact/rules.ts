import { after, BACKSLASH, BARE, quotedAfter, type Rule, shape } from './rule.ts'

/** How a secret's name ends, in JSON, YAML, environments, flags and headers. `tokens`, `maxTokens` and
 *  `tokensBefore` are counts: after the word only the endings below may follow. */
const NAME = String.raw`(?:pass(?:word|wd|phrase|code)|[_-]pass|pwd|secret|token|credentials?|_auth|jwt|(?:api|(?:secret[_-]?)?access|private|signing|encryption|auth|event|master)[_-]?key)(?:[_-]?(?:\d{1,3}|v\d|old|new|hash|prefix|value|base64))?`

/** Names of environment variables that only capitals give away; a `SESSION_KEY` is an address, not a secret. */
const CAPITALS = String.raw`_(?<!(?:SESSION|REDIS|SORT|CACHE|PUBLIC|PRIMARY|LIST|STREAM)_)(?:KEY|PAT|CREDS)(?:_\d{1,3})?`

const QUERY = String.raw`(?:[\w.-]{0,40}[_.-])?(?:token|key|secret|password|passwd|pwd|pass|auth|signature|sig|credential|jwt|apikey|accesstoken|authtoken|accesskey)`

/** The rest of a line, or of the JSON string that the line stands in. */
const LINE = String.raw`(?=\S)(?:[^"\\\r\n]|\\+(?!["\\nrt])|"(?!\s{0,4}(?:[,}\]:]|$)))+`

const BLANKS = String.raw`[ \t]{0,8}`
const QUOTE = String.raw`\\{0,8}["']`
const SIGN = String.raw`\s{0,8}(?:=>|:|=(?!>))\s{0,8}`
const ASSIGN = `(?:${QUOTE})?${SIGN}`

/** From the end of a name to its value, which may be quoted. A quoted name wants a quoted value: the numbers, lists
 *  and objects of JSON stay. */
const INTO = String.raw`(?:${QUOTE}${SIGN}(?:\[\s{0,8})?${QUOTE}|${SIGN}(?:${QUOTE})?)`

const PAIR = String.raw`[^\s=;,"'\\]{1,200}=(?:"[^"\n,:}]{1,4000}"(?=[;\s]|$)|[^;"'\s\\]*)`
const SCHEME = String.raw`[a-z][\w-]{1,30}[ \t]{1,8}`
const NO_VALUE = String.raw`(?!(?:null|true|false|none|undefined|nil)\b)`
const NO_PROSE = String.raw`(?!(?:a|an|and|are|as|at|by|flag|for|from|has|if|in|instead|is|it|not|of|on|option|or|the|to|value|was|with)\b)`

/** What is a secret, in the order of replacement: whole blocks, then shapes of known issuers, then values that
 *  their surroundings give away. */
export const RULES: readonly Rule[] = [
  shape(
    'private-key',
    String.raw`-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[^"'\x60\\]|${BACKSLASH})*?(?:-----END [A-Z0-9 ]{1,60}-----|(?=\\*["'\x60])|$)`,
  ),

  shape('anthropic-key', String.raw`sk-ant-[\w-]{8,}`),
  shape('openrouter-key', String.raw`sk-or-[\w-]{16,}`),
  shape(
    'openai-key',
    String.raw`sk-(?:proj|svcacct|admin|None)-[\w-]{16,}`,
    String.raw`(?<![A-Za-z0-9])sk-[A-Za-z0-9]{20,}`,
  ),
  shape(
    'google-key',
    String.raw`AIza[\w-]{30,}`,
    String.raw`ya29\.[\w-]{20,}`,
    String.raw`GOCSPX-[\w-]{20,}`,
    String.raw`1//0[\w-]{30,}`,
  ),
  shape('xai-key', 'xai-[A-Za-z0-9]{30,}'),
  shape('groq-key', 'gsk_[A-Za-z0-9]{30,}'),
  shape('perplexity-key', 'pplx-[A-Za-z0-9]{30,}'),
  shape('github-token', 'gh[pousr]_[A-Za-z0-9]{20,}', String.raw`github_pat_\w{20,}`),
  shape('gitlab-token', String.raw`gl(?:pat|ptt|dt|rt|cbt|ft|soat|agent|imt|oas)-[\w.-]{16,}`),
  shape('slack-token', String.raw`xox[abceoprs][.-][\w.-]{10,}`, String.raw`xapp-[\w-]{10,}`),
  after('slack-webhook', String.raw`hooks\.slack\.com/(?:services|workflows|triggers)/`, String.raw`[\w/-]+`),
  shape('telegram-token', String.raw`\d{6,12}:(?![0-9A-F]{8}-)A[\w-]{30,}`),
  shape('discord-token', String.raw`[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}`),
  after('discord-webhook', String.raw`discord(?:app)?\.com/api/webhooks/\d{1,25}/`, String.raw`[\w-]+`),
  shape('aws-access-key', '(?:AKIA|ASIA)[0-9A-Z]{16,}'),
  after('aws-secret-key', `aws_?secret_?(?:access_?)?key${INTO}`, '[A-Za-z0-9/+=]{30,}'),
  shape('stripe-key', '(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}', 'whsec_[A-Za-z0-9+/=]{20,}'),
  shape('huggingface-token', 'hf_[A-Za-z0-9]{20,}'),
  shape('npm-token', 'npm_[A-Za-z0-9]{36,}'),
  shape('sendgrid-key', String.raw`SG\.[\w-]{16,32}\.[\w-]{20,}`),
  shape('linear-key', 'lin_(?:api|oauth)_[A-Za-z0-9]{20,}'),
  shape('tailscale-key', String.raw`tskey-[\w-]{10,}`),
  shape('inngest-key', String.raw`signkey-(?:prod|test|branch|staging)-[0-9a-fA-F]{12,}`),
  shape('age-key', 'AGE-SECRET-KEY-1[0-9A-Za-z]{20,}'),
  shape('jwt', String.raw`eyJ[\w-]{16,}(?:\.[\w-]+){0,4}`),

  after('cookie', `cookie${INTO}`, String.raw`${PAIR}(?:;[ \t]{0,8}${PAIR})*`),
  after(
    'authorization',
    String.raw`authorization${INTO}(?:${SCHEME})?`,
    String.raw`(?!${SCHEME}\[redacted:)${BARE}`,
  ),
  after(
    'bearer',
    String.raw`\bbearer[ \t]{1,8}`,
    String.raw`(?=[\w.~+/-]{0,300}\d|[\w.~+/-]{20})[\w.~+/-]{6,}=*`,
  ),
  after('basic-auth', String.raw`\bbasic[ \t]{1,8}`, '(?=[A-Za-z0-9+/]{1,300}[0-9+/=])[A-Za-z0-9+/]{8,}=*'),
  after('query', String.raw`(?:[?&#;]|\\u0026)${QUERY}=`, String.raw`[^&\s"'<>#\\]+`),
  after('header', String.raw`\bx-(?:[a-z0-9]+-){0,5}(?:key|token|secret|auth|signature)${INTO}`),

  after('url-password', String.raw`:\/\/[^\s/@:"'<>[]{0,200}:`, String.raw`[^\s/"'<>]{1,400}(?=@)`),
  after(
    'url-password',
    String.raw`\b(?:rediss?|postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|amqps?|nats):\/\/[^\s/@:"'<>[]{0,100}:`,
    String.raw`[^\s"'<>]{1,120}(?=@)`,
  ),
  after('url-userinfo', String.raw`:\/\/`, String.raw`[^\s/@:"'<>]{20,400}(?=@)`),

  after('launchd-env', String.raw`(?:${NAME})${BLANKS}=>${BLANKS}`, LINE),
  after('launchd-env', String.raw`${CAPITALS}${BLANKS}=>${BLANKS}`, LINE, ''),
  ...quotedAfter('secret', `${NAME}${ASSIGN}`),
  ...quotedAfter('secret', String.raw`_(?:key|pat|creds)\s{0,8}=\s{0,8}`),
  ...quotedAfter(
    'secret',
    String.raw`name${ASSIGN}(?:${QUOTE})?[\w.-]{0,60}${NAME}(?:${QUOTE})?,?\s{0,80}(?:${QUOTE})?value${ASSIGN}`,
  ),
  after('secret', String.raw`name${ASSIGN}[\w.-]{0,60}${NAME}\s{1,80}value${ASSIGN}`, `${NO_VALUE}${BARE}`),
  after(
    'auth-json',
    String.raw`${QUOTE}(?:access|refresh)${QUOTE}\s{0,8}:\s{0,8}${QUOTE}`,
    String.raw`[^\s"'\\]{12,}`,
  ),
  after(
    'auth-json',
    String.raw`${QUOTE}api_key${QUOTE}\s{0,8},\s{0,8}${QUOTE}key${QUOTE}\s{0,8}:\s{0,8}${QUOTE}`,
    String.raw`[^\s"'\\]{3,}`,
  ),

  after('secret', String.raw`${NAME}(?:${QUOTE})?[ \t]{0,2}=(?!>)[ \t]{0,2}`, `${NO_VALUE}${BARE}`),
  after('secret', `${CAPITALS}=`, `${NO_VALUE}${BARE}`, ''),
  after(
    'secret',
    String.raw`^[ \t]{0,40}(?:- )?[\w.-]{0,60}${NAME}:[ \t]{1,8}`,
    String.raw`(?![[{|>&*])${NO_VALUE}${NO_PROSE}${BARE}`,
    'im',
  ),
  after(
    'secret',
    `${NAME}:${BLANKS}`,
    String.raw`(?=[^\s"',;\d]{0,100}\d|[^\s"',;]{20})(?![[{]|[\w.-]{1,30}=[^=\s])[^\s"',;]{4}${BARE}`,
  ),
  after('flag', String.raw`${NAME}(?<=--[\w-]{0,80})[ \t]{1,8}(?:["'])?`, `(?!-)${NO_PROSE}${BARE}`),
  after('flag', String.raw`\bredis-cli[^\n]{0,100}?[ \t](?:-a|--pass)[ \t]{1,8}(?:["'])?`),
  after('flag', String.raw`\bcurl[^\n]{0,200}?[ \t](?:-u|--user)[ \t]{1,8}(?:["'])?[^\s:"']{1,100}:`),
  after('redis-password', String.raw`\b(?:requirepass|masterauth)[ \t]{1,8}(?:["'])?`),
]
