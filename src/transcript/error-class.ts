/** What kind of failure a model's error message tells of. */
export type ErrorClass = 'auth' | 'limit' | 'overloaded' | 'overflow' | 'invalid' | 'network' | 'other'

const WORDS: readonly (readonly [ErrorClass, RegExp])[] = [
  [
    'overflow',
    /prompt is too long|context[_ ](?:length|window)|maximum context|too many tokens|exceeds the (?:context|maximum)|input token count/i,
  ],
  [
    'auth',
    /^\s*(?:401|403)\b|authentication|invalid[ _](?:x-)?api[ _-]?key|incorrect api key|unauthorized|permission_error|oauth|credential|no api key/i,
  ],
  [
    'limit',
    /^\s*(?:429|402)\b|rate[ _]?limit|quota|usage limit|insufficient (?:credit|funds)|billing|too many requests/i,
  ],
  ['overloaded', /^\s*5\d\d\b|overloaded|service unavailable|internal server error|bad gateway|api_error/i],
  ['invalid', /^\s*(?:400|413|422)\b|invalid_request|bad request|request_too_large|unprocessable/i],
  [
    'network',
    /fetch failed|connection|ECONN|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|socket|network|timed? ?out|terminated|tls|certificate/i,
  ],
]

export function classOfError(message: string): ErrorClass {
  return WORDS.find(([, pattern]) => pattern.test(message))?.[0] ?? 'other'
}

/** The same error without what differs from one time to the next: request ids, numbers, positions. */
export function shapeOfError(message: string): string {
  return message
    .slice(0, 400)
    .replace(/\b(?:req|msg|toolu|call|chatcmpl)[_-][\w-]+/g, '#')
    .replace(/\d+/g, '#')
}
