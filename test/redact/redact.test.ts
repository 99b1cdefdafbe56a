import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact } from '../../src/redact/redact.ts'
import { RULES } from '../../src/redact/rules.ts'
import { placed, shaped } from './secrets.ts'

const all = [...shaped, ...placed]

describe('redact', () => {
  it.each(all.map((one) => [one.kind, one.text, one] as const))('%s in %j', (kind, text, planted) => {
    const safe = redact(text)
    expect(safe).not.toContain(planted.secret)
    expect(safe).toContain(`[redacted:${kind}]`)
    for (const kept of planted.keeps ?? []) expect(safe).toContain(kept)
  })

  it('has an example of every kind of the rule set', () => {
    const shown = new Set(all.map((one) => one.kind))
    expect(RULES.map((rule) => rule.kind).filter((kind) => !shown.has(kind))).toEqual([])
  })

  it.each(ordinary())('leaves ordinary text alone: %s', (text) => {
    expect(redact(text)).toBe(text)
  })

  it('takes a private key that is cut off', () => {
    const cut = `start ${'-----BEGIN '}PRIVATE KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0B`
    expect(redact(cut)).toBe('start [redacted:private-key]')
    expect(redact(`{"key":"${'-----BEGIN '}PRIVATE KEY-----\\nMIIEvQ","b":1}`)).toBe(
      '{"key":"[redacted:private-key]","b":1}',
    )
  })

  it('takes a quoted secret whose closing quote was cut off', () => {
    expect(redact('{"password": "hunter2 and mo')).toBe('{"password": "[redacted:secret]')
  })

  it('lets no shaped secret survive in any surrounding text', () => {
    const property = fc.property(
      surroundings(),
      fc.constantFrom(...shaped),
      surroundings(),
      (before, planted, after) => {
        expect(redact(`${before}${planted.text}${after}`)).not.toContain(planted.secret)
      },
    )
    fc.assert(property, { numRuns: 600 })
  })

  it('lets no placed secret survive on a line of other text', () => {
    const property = fc.property(
      surroundings(),
      fc.constantFrom(...placed),
      surroundings(),
      (before, planted, after) => {
        expect(redact(`${before}\n${planted.text}\n${after}`)).not.toContain(planted.secret)
      },
    )
    fc.assert(property, { numRuns: 600 })
  })

  it('changes nothing the second time', () => {
    const property = fc.property(fc.array(pieces(), { maxLength: 12 }), (parts) => {
      const safe = redact(parts.join(''))
      expect(redact(safe)).toBe(safe)
    })
    fc.assert(property, { numRuns: 2000 })
  })

  it('keeps JSON JSON', () => {
    const property = fc.property(
      fc.dictionary(pieces(), fc.oneof(pieces(), fc.integer(), fc.array(pieces()))),
      (value) => {
        JSON.parse(redact(JSON.stringify(value)))
        JSON.parse(redact(JSON.stringify({ line: JSON.stringify(value) })))
      },
    )
    fc.assert(property, { numRuns: 800 })
  })

  it.each(hostile())('is done with a megabyte of %j quickly', (unit) => {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length))
    const begun = process.cpuUsage()
    redact(text)
    // CPU time: the machine may be busy with something else.
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(1000)
  })
})

/** Texts glued from pieces that rules care about, and from anything. */
function pieces() {
  const words = [
    'token',
    'password',
    '=',
    ':',
    ' ',
    '"',
    '\\"',
    "'",
    '\n',
    '=> ',
    '&',
    '?key=',
    '://',
    '@',
    ',',
    '}',
    '[',
    ']',
    '[redacted:secret]',
    'Bearer ',
    'cookie: a=b',
    'eyJ',
    'sk-',
    '--',
    'x-',
    '\\',
    '-----BEGIN PRIVATE KEY-----',
    'Basic ',
    'abc123',
    'name: ',
    'value',
    '12345',
    'API_KEY',
    'authorization',
    'redis',
    'curl -u a:',
  ]
  return fc.oneof(
    fc.constantFrom(...words),
    fc.constantFrom(...all.map((one) => one.text)),
    fc.string({ maxLength: 6 }),
  )
}

function surroundings() {
  return fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.lorem({ maxCount: 6 }),
    fc.string({ maxLength: 30 }),
  )
}

function ordinary(): readonly string[] {
  return [
    'session 3f2504e0-4f89-41d3-9a0c-0305e82c3301 resumed',
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'commit 257b4d7aa1e8e0a2257b4d7aa1e8e0a2257b4d7a',
    'stream 1763679600123-0, pid 812, gateway:812, up 3 h',
    '/Users/joel/.joelclaw/sessions/gateway/2026-11-20T22-00-00-000Z_3f2504e0-4f89-41d3-9a0c-0305e82c3301.jsonl',
    'anthropic/claude-opus-4-6',
    'model openrouter/anthropic/claude-sonnet-4.5 and gpt-5-codex',
    'the token was refused and the password is wrong',
    'Invalid token: expected a string',
    'missing token: path=/v1/x',
    'wrong password: try again',
    'pass --token or --password to authenticate',
    'estimatedTokens: 61240, maxTokens: 200000',
    '{"estimatedTokens":61240,"tokensBefore":180000,"maxTokens":8192,"token":null,"tokens":{"input":3}}',
    '{"usage":{"inputTokens":12,"cacheReadTokens":4,"totalTokens":16}}',
    'Unexpected token \'<\', "<!DOCTYPE "... is not valid JSON',
    'Basic authentication is required; Bearer authentication failed',
    'redis://localhost:6379/0 and http://127.0.0.1:18789/health?verbose=1',
    'https://example.com:8080/@scope/package',
    'ssh://git@example.com/repo.git',
    'joelclaw:gateway:events:gateway => 3 items',
    'sessionKey: "agent:main:main", key: "main"',
    'REDIS_KEY=joelclaw:gateway:events SESSION_KEY=agent:main',
    '"com.joel.gateway" => disabled',
    '\t\tPATH => /usr/bin:/bin',
    'task-runner-configuration-file and risk-assessment-documentation',
    'NOAUTH Authentication required.',
    'WRONGPASS invalid username-password pair or user is disabled.',
    'cookie jar is empty; cookies: none',
    '12:34:56:AABBCCDDEEFF is a MAC-like text',
    'tests: pass: 12, fail: 0',
    'type token_type bearer, tokenCount: 5, secretRef: vault/x',
  ]
}

function hostile(): readonly string[] {
  return [
    'a',
    ' ',
    '\\',
    '"',
    'eyJ',
    'M',
    'sk-ant-',
    'token',
    'token:',
    'token="',
    'token: \\"',
    '://',
    '://a:',
    'redis://:',
    'redis://:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    '&a',
    '?',
    '-----BEGIN PRIVATE KEY-----',
    'cookie: ',
    'cookie: a',
    'bearer ',
    'basic aaaaaaa',
    'authorization: ',
    'x-a-',
    'name: token',
    'curl ',
    'redis-cli ',
    '1',
    '123456:A',
    '--token',
    '_KEY',
    '=',
    'password ',
    'pass: ,,,,,',
    '\n',
    '\n ',
    'gl',
    'launchd_TOKEN => ',
    ',,]}',
    '[redacted:x]',
    'access_key',
    '\u001b]',
    'a.',
    'token:aaaaaaaaaaaaaaaaaaa',
  ]
}
