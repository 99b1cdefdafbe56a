import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { duration, timesIn } from '../../src/render/time.ts'
import { textWidth } from '../../src/render/width.ts'
import { shorten, wrap } from '../../src/render/wrap.ts'
import { NOW } from './reports.ts'

describe('times', () => {
  const at = (iso: string, zone = 'Europe/Berlin') => timesIn(zone, NOW).moment(iso)

  it.each([
    ['2026-11-20T20:04:00Z', 'Europe/Berlin', '21:04 CET, 3 min ago'],
    ['2026-11-20T20:06:58Z', 'Europe/Berlin', '21:06 CET, just now'],
    ['2026-11-19T20:04:00Z', 'Europe/Berlin', '19 Nov 21:04 CET, 24 h ago'],
    ['2025-07-01T10:00:00Z', 'Europe/Berlin', '1 Jul 2025 12:00 CEST, 507 d ago'],
    ['2026-11-20T20:12:00Z', 'UTC', '20:12 UTC, in 5 min'],
    ['2026-11-20T20:04:00Z', 'America/New_York', '15:04 EST, 3 min ago'],
    ['2026-11-20T20:04:00Z', 'Asia/Kolkata', '01:34 IST, 3 min ago'],
    ['2026-11-20T20:04:00Z', 'no/zone', '20:04 UTC, 3 min ago'],
  ])('%s in %s is %s', (iso, zone, words) => {
    expect(at(iso, zone)).toBe(words)
  })

  it('tells nothing of what is no time', () => {
    expect(at('soon')).toBeNull()
    expect(timesIn('UTC', NOW).moment(null)).toBeNull()
  })

  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1240, '1.2 s'],
    [12_400, '12 s'],
    [125_000, '2 min 5 s'],
  ])('%d ms is %s', (ms, words) => {
    expect(duration(ms)).toBe(words)
  })
})

describe('wrapping', () => {
  it('measures wide characters, combining marks and emoji', () => {
    expect(['abc', '日本', 'e\u0301', '😀'].map(textWidth)).toEqual([3, 4, 1, 2])
  })

  it('breaks at blanks, inside long words, and between wide characters', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrap('abcdefgh ij', 3)).toEqual(['abc', 'def', 'gh', 'ij'])
    expect(wrap('日本語', 5)).toEqual(['日本', '語'])
  })

  it('loses no character and no line is too wide', () => {
    const property = fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 2, max: 40 }),
      (text, width) => {
        const lines = wrap(text, width)
        expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width)
      },
    )
    fc.assert(property)
  })

  it('marks what was cut off', () => {
    expect(shorten('one two three', 8, '…')).toBe('one two…')
    expect(shorten('日本語', 4, '…')).toBe('日…')
    expect(shorten('short', 5, '…')).toBe('short')
  })
})
