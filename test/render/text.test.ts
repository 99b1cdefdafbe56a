import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reportShort } from '../../src/render/short.ts'
import { reportText } from '../../src/render/text.ts'
import { textWidth } from '../../src/render/width.ts'
import { anyReport } from './any-report.ts'
import * as reports from './reports.ts'

const { LOOK, NOW: _, finding: __, layer: ___, skipped: ____, report: _____, ...named } = reports

const looks = [80, 120].flatMap((width) =>
  ([0, 1] as const).flatMap((colour) =>
    [true, false].map((unicode) => ({ ...LOOK, width, colour, unicode })),
  ),
)

describe.each(Object.entries(named))('the text report, %s', (name, report) => {
  it.each(looks)('$width columns, colour $colour, unicode $unicode', async (look) => {
    const file = `${name}.${look.width}.${look.colour ? 'colour' : 'plain'}.${look.unicode ? 'unicode' : 'ascii'}.txt`
    await expect(reportText(report, look)).toMatchFileSnapshot(`../../fixtures/render/${file}`)
  })

  it('with everything', async () => {
    await expect(reportText(report, { ...LOOK, verbose: true })).toMatchFileSnapshot(
      `../../fixtures/render/${name}.verbose.txt`,
    )
  })

  it('in short', async () => {
    await expect(reportShort(report, LOOK)).toMatchFileSnapshot(`../../fixtures/render/${name}.short.txt`)
  })
})

it('tells a day of acceptance as that day: it is accepted to its end', () => {
  const suppressed = reports.degraded.suppressed.map((one) => ({ ...one, until: '2026-12-01' }))
  expect(reportText({ ...reports.degraded, suppressed }, LOOK)).toContain('Accepted until 2026-12-01: ')
})

describe('any report', () => {
  const anyLook = fc.record({
    width: fc.integer({ min: 1, max: 300 }),
    colour: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
    unicode: fc.boolean(),
    now: fc.constant(LOOK.now),
    timeZone: fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata', 'no/zone'),
    verbose: fc.boolean(),
  })

  it('keeps to the width, to plain text and, where asked, to ASCII', () => {
    const property = fc.property(anyReport(), anyLook, (report, look) => {
      const text = reportText(report, look)
      // biome-ignore lint/complexity/useRegexLiterals: the escape character
      const bare = text.replace(new RegExp('\\u001b\\[[0-9;]*m', 'g'), '')
      if (look.colour === 0) expect(bare).toBe(text)
      expect(bare).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}]/u)
      if (!look.unicode) expect(bare).toMatch(/^[\n\x20-\x7e]*$/)
      const most = Math.min(Math.max(look.width, 40), 200)
      for (const line of bare.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(most)
      expect(text.endsWith('\n')).toBe(true)
    })
    fc.assert(property, { numRuns: 150 })
  })

  it('is one to five lines in short', () => {
    const property = fc.property(anyReport(), anyLook, (report, look) => {
      const lines = reportShort(report, look).split('\n')
      expect(lines.length - 1).toBeGreaterThanOrEqual(1)
      expect(lines.length - 1).toBeLessThanOrEqual(5)
      expect(lines.join('')).not.toMatch(/\p{Cc}/u)
    })
    fc.assert(property, { numRuns: 150 })
  })
})
