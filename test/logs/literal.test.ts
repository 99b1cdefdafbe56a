import fc from 'fast-check'
import { expect, test } from 'vitest'
import { literalOf } from '../../src/logs/literal.ts'

test.each([
  ['Authentication failed for "(?P<provider>[a-z-]+)"', 'Authentication failed for "'],
  ['429: Too Many', '429: Too Many'],
  ['colou?rful words', 'rful words'],
  ['time(out)? after', ' after'],
  ['a|b that is long', null],
  ['[a-z]+', null],
  ['(?i)fatal error', null],
  ['abcd*', null],
  ['x{3} happened', ' happened'],
])('%s needs %s', (pattern, literal) => {
  const found = literalOf(pattern)
  if (literal === null) expect(found).toBeNull()
  else expect(found).toBe(literal)
})

test('every match of a pattern holds its literal', () => {
  const part = fc.constantFrom(
    'alpha',
    'beta ',
    'x?',
    'y*',
    '.',
    '[a-c]',
    '(group)',
    '(?:opt)?',
    '\\d',
    'tail',
    'q{2}',
    'r+',
  )
  const property = fc.property(
    fc.array(part, { minLength: 1, maxLength: 6 }),
    fc.string({
      unit: fc.constantFrom('alpha', 'beta ', 'x', 'y', 'a', 'group', 'opt', '1', 'tail', 'qq', 'r'),
      maxLength: 12,
    }),
    (parts, text) => {
      const pattern = parts.join('')
      const literal = literalOf(pattern)
      const match = new RegExp(pattern).exec(text)
      if (literal !== null && match) expect(match[0]).toContain(literal)
    },
  )
  fc.assert(property, { numRuns: 3_000 })
})
