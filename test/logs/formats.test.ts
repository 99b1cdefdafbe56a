import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bunFormat } from '../../src/logs/bun-format.ts'
import { JOURNAL_FIELDS, jsonFormat } from '../../src/logs/json-format.ts'
import { linesFormat } from '../../src/logs/lines-format.ts'
import { MAX_RECORD } from '../../src/logs/record.ts'
import { timeAtStart, timeOf } from '../../src/logs/timestamp.ts'
import { wordsOf } from '../../src/logs/words.ts'
import { errFormat, outFormat } from '../../src/systems/joelclaw/log-format.ts'
import { logFixture } from '../support/joelclaw-logs.ts'

describe('Bun records', () => {
  const records = errFormat.records(logFixture('busy.err'))

  it('run from a known beginning to the closing brace', () => {
    const failed = records.find((record) => record.head.startsWith('command-queue: prompt failed'))
    expect(failed?.text.endsWith('\n}')).toBe(true)
    expect(failed?.line).toBe(27)
    expect(records.every((record) => record.known)).toBe(true)
  })

  it('leave source excerpts and carets out of the words', () => {
    const failed = records.find((record) => record.head.startsWith('command-queue: prompt failed'))
    const words = failed ? wordsOf(failed) : ''
    expect(words).toContain('error: Authentication failed for "anthropic"')
    expect(words).not.toContain('ECONNREFUSED')
    expect(words).not.toContain('already processing')
  })

  it('take an Error straight after the text', () => {
    const mail = records.find((record) => record.head.includes('agent-mail'))
    expect(mail?.text).toContain('code: "ECONNREFUSED"')
    expect(mail?.text).not.toContain('poll lease')
  })

  it('keep a crash of the runtime on standard error as text between records', () => {
    const [crash] = errFormat.records(
      'error: Cannot find module "x" from "/y"\n      at z\n[gateway] session {\n}',
    )
    expect(crash).toMatchObject({ known: false, head: 'error: Cannot find module "x" from "/y"' })
  })

  it('take no model text on standard output for records', () => {
    const heads = outFormat.records(logFixture('healthy.log')).map((record) => record.head)
    expect(heads.filter((head) => head.includes('daemon started'))).toHaveLength(1)
    expect(heads.join('\n')).not.toMatch(/already processing|\[x\]|Here is/)
  })

  it('end a record without its brace at the next beginning', () => {
    const cut = errFormat.records(
      '[gateway:store] replay failed {\n  error: "x",\n[gateway] response source fallback to console {\n}',
    )
    expect(cut.map((record) => record.head)).toEqual([
      '[gateway:store] replay failed {',
      '[gateway] response source fallback to console {',
    ])
  })
})

describe('JSON lines', () => {
  it('find time, level, message and name in the common fields', () => {
    const line = '{"time":"2026-11-20T23:17:10.921+00:00","level":"WARN","message":"slow","name":"db"}'
    expect(jsonFormat().records(line)[0]).toMatchObject({
      at: Date.UTC(2026, 10, 20, 23, 17, 10, 921),
      level: 'WARN',
      head: 'slow',
      name: 'db',
    })
  })

  it('read journald: microseconds, bytes for text that is not UTF-8', () => {
    const line =
      '{"__REALTIME_TIMESTAMP":"1773087600000000","PRIORITY":"3","MESSAGE":[104,105],"_COMM":"bun"}'
    const [record] = jsonFormat(JOURNAL_FIELDS).records(line)
    expect(record).toMatchObject({ at: 1_773_087_600_000, level: '3', head: 'hi', name: 'bun' })
  })

  it('keep what is no object as text between records', () => {
    expect(
      jsonFormat()
        .records('Traceback\n[1]\n"x"')
        .map((record) => record.known),
    ).toEqual([false, false, false])
  })
})

describe('times', () => {
  it.each([
    ['2026-11-20T23:22:50+00:00 gateway started', Date.UTC(2026, 10, 20, 23, 22, 50)],
    ['2026-11-20 23:21:20,186 INFO app', Date.UTC(2026, 10, 20, 23, 21, 20, 186)],
    ['[2026-11-20T23:22:50.5-0130] x', Date.UTC(2026, 10, 21, 0, 52, 50, 500)],
    ['Nov 20 23:21:20 mini gateway[3]: x', Date.UTC(2026, 10, 20, 23, 21, 20)],
    ['Dec 31 23:59:59 mini x', Date.UTC(2025, 11, 31, 23, 59, 59)],
    ['2026-99-99T99:99:99Z', null],
    ['no time', null],
  ])('%s', (line, time) => {
    expect(timeAtStart(line, 'utc', Date.UTC(2026, 10, 21))).toBe(time)
  })

  it('reads seconds, milliseconds, microseconds and nanoseconds', () => {
    expect(
      [1_773_087_600, 1_773_087_600_000, 1_773_087_600_000_000, '1773087600000000000'].map((one) =>
        timeOf(one, 'utc'),
      ),
    ).toEqual(Array(4).fill(1_773_087_600_000))
  })
})

describe('any text', () => {
  const formats = [
    linesFormat({ zone: 'utc', now: 0 }),
    jsonFormat(),
    errFormat,
    outFormat,
    bunFormat({ starts: /^x/, between: 'keep' }),
  ]
  const pieces = fc.constantFrom(
    '[gateway] a {',
    '}',
    '  x: 1,',
    '\0',
    '\r',
    '',
    '{"time":9}',
    'command-queue: x {',
    '  3 | y',
    '2026-11-20T23:22:50Z',
    '\ufffd',
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }).map((all) => all.join('\n')),
  )

  it('becomes records in order, bounded, without an error', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...formats), (given, format) => {
        const records = format.records(given)
        const lines = records.map((record) => record.line)
        expect(lines).toEqual([...lines].sort((a, b) => a - b))
        expect(
          records.every((record) => record.text.length <= MAX_RECORD && record.text.startsWith(record.head)),
        ).toBe(true)
      }),
    )
  })

  it('loses no line that is not blank, where text between records is kept', () => {
    fc.assert(
      fc.property(text, (given) => {
        const kept = errFormat
          .records(given)
          .map((record) => record.text)
          .join('\n')
        for (const line of given.split('\n')) {
          const words = line.replaceAll('\0', '').trim()
          if (words !== '' && words.length < 100) expect(kept).toContain(words)
        }
      }),
    )
  })

  it('is read quickly also when a line has 3 MB', () => {
    const long = `[gateway] x {\r\n  error: "${'a '.repeat(1_500_000)}",\r\n}\r\n[gateway] y {\r\n}`
    const from = performance.now()
    for (const format of formats) format.records(long)
    expect(errFormat.records(long).map((record) => record.head)).toEqual(['[gateway] x {', '[gateway] y {'])
    expect(performance.now() - from).toBeLessThan(2_000)
  })
})
