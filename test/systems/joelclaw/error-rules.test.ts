import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codes } from '../../../src/catalog/codes/index.ts'
import { placesOf } from '../../../src/core/remedy.ts'
import { classify } from '../../../src/logs/hits.ts'
import { wordsOf } from '../../../src/logs/words.ts'
import { errorRules } from '../../../src/systems/joelclaw/error-rules/index.ts'
import { flowRules } from '../../../src/systems/joelclaw/flow-rules.ts'
import { errFormat, outFormat } from '../../../src/systems/joelclaw/log-format.ts'
import { matchText } from '../../../src/systems/joelclaw/match-text.ts'
import { logFixture } from '../../support/joelclaw-logs.ts'
import { failed, RECORDS } from './error-records.ts'

function codeOf(text: string): string | null {
  const [record] = errFormat.records(text)
  return record ? (classify(errorRules, record)?.rule.code ?? null) : null
}

describe('the rules of gateway.err', () => {
  it.each(RECORDS)('%s is told by its record, and not by what is only like it', (code, record, nearMiss) => {
    expect(codeOf(record)).toBe(code)
    expect(codeOf(nearMiss)).not.toBe(code)
  })

  it('are all in the table, and every code is in the catalogue', () => {
    const seen = new Set(RECORDS.map(([code]) => code))
    expect(errorRules.map((rule) => rule.code).filter((code) => !seen.has(code))).toEqual([])
    expect([...errorRules, ...flowRules].filter((rule) => !(rule.code in codes))).toEqual([])
  })

  it('fill every place of their sentences and of the catalogue, also where the record is short', () => {
    const empty = [...errorRules, ...flowRules].flatMap(({ code, summary, defaults = {} }) => {
      const entry = codes[code]
      const places = [summary, entry.cause, entry.remedy.text].flatMap(placesOf)
      return places
        .filter((name) => !['count', 'log', ...Object.keys(defaults)].includes(name))
        .map((name) => `${code} ${name}`)
    })
    expect(empty).toEqual([])
  })

  it('find neither source excerpts nor what a user wrote', () => {
    const excerpt = failed(
      '612 | throw new Error("Authentication failed for \\"anthropic\\"")\n    ^\nerror: boom',
    )
    expect(codeOf(excerpt)).toBe('error-log.prompt-failed')
    expect(
      codeOf(
        failed('error: boom', '  promptPreview: "why No API key found for anthropic. insufficient_quota",\n'),
      ),
    ).toBe('error-log.prompt-failed')
    expect(
      codeOf('[gateway:telegram] odd {\n  text: "409: Conflict: terminated by other getUpdates",\n}'),
    ).toBeNull()
  })

  it('take each record of a real log for one condition', () => {
    const found = errFormat
      .records(logFixture('busy.err'))
      .flatMap((record) => classify(errorRules, record)?.rule.code ?? [])
    expect(found).toEqual([
      'error-log.langfuse-missing',
      'error-log.watchdog-unhealthy',
      'error-log.auth-failed',
      'error-log.redis-disconnected',
      'error-log.telemetry-failed',
    ])
  })

  it('find nothing in what a healthy gateway prints', () => {
    const found = outFormat
      .records(logFixture('healthy.log'))
      .flatMap((record) => classify(errorRules, record)?.rule.code ?? [])
    expect(found).toEqual([])
  })

  it('take time in proportion to the record, whatever is in it', () => {
    const parts = fc.constantFrom(
      'prompt failed {',
      'consecutiveFailures: ',
      'activated {',
      '  reason: "',
      '401',
      'error: ',
      '"watchdog:',
      'redis',
      'ECONNREFUSED',
      ' '.repeat(50),
      'getUpdates',
      '\n',
      'falling back',
      'gateway-start.sh: line ',
    )
    const heads = fc.constantFrom(
      'command-queue: prompt failed {',
      '[gateway:fallback] activated {',
      '[gateway] message_end with error {',
      'error: ',
      '[gateway:fallback] ⚠️ Gateway falling back to x',
    )
    fc.assert(
      fc.property(heads, fc.array(parts, { minLength: 1, maxLength: 6 }), (head, some) => {
        const unit = some.join('')
        const [record] = errFormat.records(`${head}\n${unit.repeat(Math.ceil(8192 / unit.length))}`)
        const from = performance.now()
        if (record) classify([...errorRules, ...flowRules], record)
        expect(performance.now() - from).toBeLessThan(250)
      }),
      { numRuns: 60 },
    )
  })
})

describe('pasted text', () => {
  it.each([
    ['Agent is already processing', 'error-log.streaming-race'],
    ['dropped consecutive duplicate', 'stdout-flow.duplicate-dropped'],
    ['fallback activated', 'error-log.fallback-activated'],
    ['Authentication failed for "anthropic"', 'error-log.auth-failed'],
    ['getUpdates failed! 409: Conflict', 'error-log.telegram-conflict'],
    ['telegram.channel.start_failed with conflict=true', 'error-log.telegram-conflict'],
    ['no streaming tokens after 90s', 'error-log.model-timeout'],
    ['session still streaming, retrying', 'error-log.session-streaming'],
    ['watchdog: session appears stuck', 'error-log.session-stuck'],
    ['watchdog.idle_waiter.timeout', 'error-log.idle-waiter-timeout'],
    ['watchdog: stuck recovery timed out', 'error-log.stuck-recovery-failed'],
    ['watchdog: session appears dead', 'error-log.session-dead'],
    ['watchdog:dead-session', 'error-log.session-dead'],
    ['Reached the max retries per request limit', 'error-log.redis-retry-storm'],
    ['MaxRetriesPerRequestError', 'error-log.redis-retry-storm'],
    [
      "langfuse-cost: cannot load optional dependency 'langfuse'; telemetry disabled.",
      'error-log.langfuse-missing',
    ],
    ['OTEL emit request failed: TimeoutError', 'error-log.telemetry-failed'],
    ['prompt failed with consecutiveFailures: 2', 'error-log.prompt-failed'],
    ['pi model not found: openai-codex/gpt-5.4', 'error-log.model-not-found'],
    ['model_fallback.probe_failed', 'error-log.model-not-found'],
    ['model.reconciled_on_startup', 'error-log.model-drift'],
    ['outbound.console_forward.suppressed_policy', 'stdout-flow.background-suppressed'],
    ['[gateway:store] replayed unacked messages', 'stdout-flow.replayed'],
  ])('%s', (text, code) => {
    expect(matchText(text)).toContain(code)
  })

  it('of a whole log gives its codes, each once', () => {
    expect(matchText(logFixture('busy.err').repeat(3))[0]).toBe('error-log.langfuse-missing')
    expect(new Set(matchText(logFixture('busy.err'))).size).toBe(matchText(logFixture('busy.err')).length)
  })

  it('that nobody knows gives none, and no text is an error', () => {
    expect(matchText('the weather is fine')).toEqual([])
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(matchText(text))))
  })
})

it('words are the same however often they are asked for', () => {
  const [record] = errFormat.records(failed('error: x'))
  expect(record && wordsOf(record)).toBe(record && wordsOf({ ...record }))
})
