import fc from 'fast-check'

/** What breaks parsers: brackets, quotes, escapes, controls, line ends, numbers beyond bounds, half characters. */
const TOKENS = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '`',
    '\\',
    ':',
    ',',
    '=',
    '=>',
    ';',
    '#',
    '%',
    '$',
    '(',
    ')',
    '-',
    '+',
    '.',
    '/',
    '@',
  ],
  ...[
    '\n',
    '\r\n',
    '\r',
    '\t',
    ' ',
    '\0',
    '\u001b[2J',
    '\u001b]0;x\u0007',
    '\u009b',
    '\u2028',
    '\ufeff',
    '\u202e',
  ],
  ...['\ud800', '\udfff', '\ufffd', 'é', '漢', '👩‍👩‍👧'],
  ...[
    '0',
    '-1',
    '1e400',
    '-0',
    '9007199254740993',
    '99999999999999999999',
    'NaN',
    'Infinity',
    '0x1f',
    '１２',
  ],
  ...['null', 'true', 'undefined', '__proto__', 'constructor', 'toString', 'length'],
  ...['1970-01-01T00:00:00Z', '9999-12-31T23:59:60+14:00', '2026-02-30', '+275760-09-13T00:00:00.001Z'],
]

type Edit = (text: string) => string

const place = fc.nat({ max: 1_000_000 })
const token = fc.constantFrom(...TOKENS)

/** One change somewhere in a text; places are taken modulo its length. */
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(place, token).map(
    ([at, word]): Edit =>
      (text) =>
        insert(text, at, word),
  ),
  fc.tuple(place, fc.nat({ max: 40 })).map(
    ([at, length]): Edit =>
      (text) =>
        cut(text, at, length),
  ),
  fc.tuple(place, fc.nat({ max: 200 })).map(
    ([at, length]): Edit =>
      (text) =>
        repeat(text, at, length, 2),
  ),
  fc.tuple(place, fc.string({ unit: 'binary', maxLength: 12 })).map(
    ([at, word]): Edit =>
      (text) =>
        insert(text, at, word),
  ),
  place.map(
    (at): Edit =>
      (text) =>
        text.slice(0, at % (text.length + 1)),
  ),
  fc.tuple(place, place).map(
    ([from, to]): Edit =>
      (text) =>
        insert(text, to, text.slice(from % (text.length + 1)).slice(0, 60)),
  ),
)

/** Long runs of one thing: what a pattern or a recursion that is not linear cannot bear. */
const blowUp: fc.Arbitrary<Edit> = fc
  .tuple(
    place,
    fc.oneof(token, fc.string({ minLength: 1, maxLength: 3 })),
    fc.constantFrom(300, 3_000, 20_000),
  )
  .map(
    ([at, word, times]): Edit =>
      (text) =>
        insert(text, at, word.repeat(times)),
  )

/** A text made of the seeds by a few changes, or one that has nothing to do with them. */
export function mutated(seeds: readonly string[]): fc.Arbitrary<string> {
  const edits = fc.oneof(
    { weight: 12, arbitrary: fc.array(edit, { minLength: 1, maxLength: 6 }) },
    { weight: 1, arbitrary: fc.tuple(blowUp, edit).map(([large, small]) => [large, small]) },
  )
  const grown = fc
    .tuple(fc.constantFrom(...seeds), edits)
    .map(([seed, changes]) => changes.reduce((text, change) => change(text), seed))
  return fc.oneof(
    { weight: 9, arbitrary: grown },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  )
}

const insert = (text: string, at: number, word: string): string => {
  const index = at % (text.length + 1)
  return text.slice(0, index) + word + text.slice(index)
}

const cut = (text: string, at: number, length: number): string => {
  const index = at % (text.length + 1)
  return text.slice(0, index) + text.slice(index + length)
}

const repeat = (text: string, at: number, length: number, times: number): string => {
  const index = at % (text.length + 1)
  return insert(text, index, text.slice(index, index + length).repeat(times - 1))
}
