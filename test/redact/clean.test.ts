import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clean } from '../../src/redact/clean.ts'
import { neutralise } from '../../src/redact/neutralise.ts'
import { placed, shaped } from './secrets.ts'

/** Whatever a terminal may act on or not show, apart from newline and tab. */
const UNSAFE = /(?![\n\t])[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/u

const ESC = '\u001b'

function hostileText() {
  const bits = [
    ESC,
    `${ESC}[31m`,
    `${ESC}]0;title\u0007`,
    `${ESC}]8;;http://x${ESC}\\`,
    '\u009b2J',
    '\u009d',
    '\u0090',
    '\u202e',
    '\u2066',
    '\u200b',
    '\ufeff',
    '\ud800',
    '\udc00',
    '\r',
    '\n',
    '\t',
    '\u0085',
    '\u2028',
    '\u0007',
    '\u007f',
    '[',
    ']',
    '\\',
    'a',
    '😀',
    '\u{e0041}',
  ]
  return fc
    .array(fc.oneof(fc.constantFrom(...bits), fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 20 })
    .map((all) => all.join(''))
}

describe('neutralise', () => {
  it.each([
    [`${ESC}[1;31mred${ESC}[0m`, 'red'],
    [`a${ESC}]0;owned\u0007b`, 'ab'],
    [`a${ESC}]8;;http://x${ESC}\\link${ESC}]8;;${ESC}\\b`, 'alinkb'],
    [`a${ESC}]52;c;unfinished`, 'a\\x1b]52;c;unfinished'],
    ['a\u009b2Jb', 'ab'],
    ['bell\u0007 del\u007f nul\u0000', 'bell\\x07 del\\x7f nul\\x00'],
    ['over\rwritten\r\nnext', 'over\nwritten\nnext'],
    ['user\u202etxt.exe', 'usertxt.exe'],
    ['half \ud83d', 'half \ufffd'],
    ['日本語 ünïcode 😀', '日本語 ünïcode 😀'],
  ])('%j becomes %j', (text, expected) => {
    expect(neutralise(text)).toBe(expected)
  })

  it('folds lines and tabs into blanks', () => {
    expect(neutralise('a\r\n\tb\u2028c', 'fold')).toBe('a b c')
  })

  it('leaves nothing that a terminal acts on, and nothing to do the second time', () => {
    const property = fc.property(hostileText(), (text) => {
      const safe = neutralise(text)
      expect(safe).not.toMatch(UNSAFE)
      expect(neutralise(safe)).toBe(safe)
      expect(neutralise(text, 'fold')).not.toMatch(/[\n\t]/)
    })
    fc.assert(property, { numRuns: 800 })
  })

  it.each([`${ESC}]`, `${ESC}[`, '\u009d', ESC, '\u200b', '\r', '\t\n'])(
    'is done with a megabyte of %j quickly',
    (unit) => {
      const begun = process.cpuUsage()
      neutralise(unit.repeat(1_000_000 / unit.length), 'fold')
      // CPU time: the machine may be busy with something else.
      expect(process.cpuUsage(begun).user / 1000).toBeLessThan(1000)
    },
  )
})

describe('clean', () => {
  it('finds a secret that invisible characters and colours were put into', () => {
    const [planted] = shaped
    const text = planted?.secret ?? ''
    const hidden = `${text.slice(0, 4)}\u200b${text.slice(4, 20)}${ESC}[0m${text.slice(20)}`
    expect(clean(`x ${hidden} y`)).toBe('x [redacted:anthropic-key] y')
  })

  it('cuts after the secrets are out, so that no half of one is left', () => {
    for (const planted of [...shaped, ...placed]) {
      for (let max = 5; max < planted.text.length; max += 7) {
        const start = planted.secret.slice(0, 12)
        if (start.length === 12) expect(clean(planted.text, max)).not.toContain(start)
      }
    }
  })

  it('never shows a secret or a control, and keeps to its length', () => {
    const anything = fc.constantFrom(...shaped)
    const property = fc.property(
      hostileText(),
      anything,
      hostileText(),
      fc.integer({ min: 1, max: 300 }),
      (before, planted, after, max) => {
        const safe = clean(`${before}${planted.text}${after}`, max)
        expect(safe).not.toMatch(UNSAFE)
        expect(safe).not.toContain(planted.secret)
        expect(safe.length).toBeLessThanOrEqual(max)
      },
    )
    fc.assert(property, { numRuns: 600 })
  })
})
