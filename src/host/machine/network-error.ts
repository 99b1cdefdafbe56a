/** What a failed connection looks like from here. `reset`: it was taken and then dropped. */
export type NetworkWord = 'refused' | 'unreachable' | 'dns' | 'connect-timeout' | 'reset' | 'tls' | 'protocol'

const WORDS: Readonly<Record<string, NetworkWord>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  ETIMEDOUT: 'connect-timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  EPROTO: 'tls',
}

/** Node and OpenSSL codes of a handshake or a certificate that was not accepted. */
const TLS_CODE =
  /^(ERR_SSL_|ERR_TLS_|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA)/

/** Sorts an error of net, tls, undici, ioredis, ws or pg by its code; one without a known code is `protocol`:
 *  a connection was made and what came over it made no sense. */
export function networkWord(error: unknown): NetworkWord {
  const code = errorCode(error) ?? ''
  return WORDS[code] ?? (TLS_CODE.test(code) ? 'tls' : 'protocol')
}

/** The first code found in an error, its parts (AggregateError: one per address tried) and its causes. */
export function errorCode(error: unknown, depth = 0): string | null {
  if (!(error instanceof Error) || depth > 4) return null
  if ('code' in error && typeof error.code === 'string') return error.code
  const parts: unknown[] = error instanceof AggregateError ? error.errors : []
  for (const part of [...parts, error.cause]) {
    const code = errorCode(part, depth + 1)
    if (code) return code
  }
  return null
}

/** One line of at most 300 characters that says what went wrong. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, 300)
  const parts: unknown[] = error instanceof AggregateError ? error.errors : []
  const text = error.message || (parts[0] ? errorText(parts[0]) : '') || errorCode(error) || error.name
  return text.replaceAll(/\s+/g, ' ').slice(0, 300)
}
