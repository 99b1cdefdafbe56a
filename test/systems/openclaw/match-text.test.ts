import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchCodes } from '../../../src/explain/answer.ts'
import { matchText } from '../../../src/systems/openclaw/match-text.ts'

const MISSING = 'Requested agent harness "claude-cli" is not registered.'
const inJson = (message: string, name: string) =>
  JSON.stringify({
    0: name,
    1: message,
    _meta: { date: '2026-11-20T23:17:10.921Z', logLevelName: 'INFO', name },
    time: '2026-11-20T23:17:10.921+00:00',
    message,
  })
const subsystem = (name: string) => JSON.stringify({ subsystem: name })

/** Records of the log, answers of the command line and sentences in a chat, each with the surest code. */
const LINES: readonly (readonly [string, string])[] = [
  // The console form.
  [
    `2026-11-20T23:17:16.010+00:00 [ws] ⇄ res ✗ agent errorCode=UNAVAILABLE errorMessage=${MISSING} runId=r conn=c id=2`,
    'error-log.harness-missing',
  ],
  [
    `[diagnostic] message dispatch completed: channel=telegram sessionId=unknown sessionKey=agent:main:telegram:direct:7 source=replyResolver outcome=error duration=17696ms error="MissingAgentHarnessError: ${MISSING}"`,
    'error-log.harness-missing',
  ],
  [`[telegram] dispatch failed: MissingAgentHarnessError: ${MISSING}`, 'error-log.harness-missing'],
  [
    'WARN  [agent/embedded] embedded run agent end: runId=r isError=true model=mock-1 provider=mock error=Authentication failed (provider returned HTTP 401). rawError=401 Incorrect API key',
    'error-log.auth-failed',
  ],
  [
    '2026-11-20T23:17:16.010+00:00 [agent/cli-backend] cli terminal failure: provider=claude-cli model=claude-opus-5 durationMs=570 runId=r error=CLI backend executable could not be resolved: claude',
    'error-log.backend-missing',
  ],
  [
    '[reload] config reload skipped (invalid config): : JSON5 parse failed: SyntaxError: JSON5: invalid end of input at 23:9',
    'error-log.config-ignored',
  ],
  [
    '[ws] unauthorized conn=c remote=127.0.0.1 client=cli probe auth=token reason=token_mismatch guidance=x',
    'error-log.clients-refused',
  ],
  // The JSON form.
  [
    inJson(
      `⇄ res ✗ agent errorCode=UNAVAILABLE errorMessage=${MISSING} runId=r conn=c id=2`,
      subsystem('gateway/ws'),
    ),
    'error-log.harness-missing',
  ],
  [
    inJson('Gateway failed to start: Invalid config at ~/.openclaw/openclaw.json:', 'openclaw'),
    'error-log.start-failed',
  ],
  // What the command line prints.
  [
    '{"ok":false,"error":{"type":"cli_error","message":"gateway timeout after 90000ms … The request was already sent to the gateway"}}',
    'stdout-flow.retry-storm',
  ],
  ['Gateway not reachable at ws://127.0.0.1:18789 (ECONNREFUSED).\nStart it', 'process.not-running'],
  ['unauthorized: gateway token mismatch (provide gateway auth token)', 'cli-status.token-mismatch'],
  ['gateway rejected websocket upgrade (HTTP 404)', 'process.port-foreign'],
  [
    'Gateway failed to start: another gateway instance is already listening on ws://127.0.0.1:18789 | listen EADDRINUSE',
    'error-log.start-failed',
  ],
  ['another gateway instance is already\n  listening on ws://127.0.0.1:18789', 'process.port-foreign'],
  ['{"details":{"code":"DEVICE_IDENTITY_REQUIRED"}}', 'process.config-invalid'],
  [`[openclaw] Reason: ${MISSING}`, 'error-log.harness-missing'],
  [`{"ok":false,"error":{"message":${JSON.stringify(MISSING)}}}`, 'error-log.harness-missing'],
  [
    'Inline API key for provider "mock" is temporarily disabled after a provider auth/billing failure. Retry after about 1 minute',
    'error-log.key-cooldown',
  ],
  [
    'Agent harness runtime "codex" is unavailable. (reason=owner-plugin-not-activatable, ownerPluginId=codex). Run "openclaw doctor --fix".',
    'error-log.harness-missing',
  ],
  [
    'Unknown model: claude-cli/claude-opus-4-7. Run `openclaw models list --refresh --provider claude-cli`',
    'error-log.model-not-found',
  ],
  ['Binary: command "claude" was not found on PATH.', 'cli-status.backend-not-found'],
  // What users get.
  [
    '⚠️ mock402 (mock-1) returned a billing error — your API key has run out of credits',
    'error-log.quota-exhausted',
  ],
  [
    '⚠️ mock403/mock-1 request failed (authentication failed, HTTP 403). Re-authenticate the provider',
    'error-log.auth-failed',
  ],
  [
    'The selected model was not found by the provider. Check the model id or choose a different model.',
    'error-log.model-not-found',
  ],
  ['LLM request failed: provider rejected the request schema or tool payload.', 'error-log.request-rejected'],
  ['⚠️ mock500/mock-1 request failed (provider internal error, HTTP 500).', 'error-log.provider-error'],
  [
    'The AI service is temporarily overloaded. Please try again in a moment.',
    'error-log.provider-overloaded',
  ],
  ['LLM request failed: connection refused by the provider endpoint.', 'error-log.provider-unreachable'],
  ['LLM request timed out.', 'error-log.model-timeout'],
  ['⚠️ Agent run failed (model: mockgarbage/mock-1).', 'error-log.answer-unreadable'],
  ["⚠️ Agent couldn't generate a response. Please try again.", 'error-log.answer-empty'],
  ['Something went wrong while processing your request. Please try again.', 'error-log.prompt-failed'],
]

test.each(LINES)('%s', (text, code) => {
  expect(matchText(text)[0]).toBe(code)
})

test('the canned sentence points to the harness too, and a degraded owner to its plugin', () => {
  expect(matchText('> Something went wrong while processing your request. Please try again.')).toContain(
    'cli-status.harness-unowned',
  )
  expect(matchText('(reason=owner-plugin-degraded, ownerPluginId=codex)')).toEqual([
    'cli-status.harness-degraded',
  ])
})

test('every line of a pasted log counts once', () => {
  const pasted = readFileSync(
    new URL('../../../fixtures/openclaw/refused-401.jsonl', import.meta.url),
    'utf8',
  )
  expect(matchText(pasted.repeat(2))).toEqual(['error-log.auth-failed'])
})

describe('what is not of OpenClaw', () => {
  test.each([
    'the weather is fine',
    'HTTP 200 OK',
    'Error: timeout of 5000ms exceeded',
    'connect ECONNREFUSED 127.0.0.1:6379',
    'SyntaxError: Unexpected token < in JSON at position 0',
    'he told me that something went wrong while processing',
  ])('%s', (text) => expect(matchText(text)).toEqual([]))

  test('whatever is pasted, it ends with codes of the catalogue', () => {
    const words = fc.constantFrom(...LINES.map(([line]) => line))
    const text = fc.array(fc.oneof(fc.string({ unit: 'binary' }), words), { maxLength: 20 })
    fc.assert(
      fc.property(text, (parts) => {
        expect(matchCodes(parts.join('\n'))).not.toContain(undefined)
      }),
      { numRuns: 100 },
    )
  })
})
