import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mutated } from './mutate.ts'
import { targets } from './targets.ts'

/** Cases per parser: a few thousand here, many more with `npm run fuzz`. */
const RUNS = Number(process.env.FIRSTFAULT_FUZZ) || 2_000
/** No text of some 20,000 characters may take a parser longer, ms; a pattern that is not linear takes minutes. */
const SLOW_MS = 2_500

/** Texts that broke a parser once, by its name. */
const known = fileURLToPath(new URL('../../fixtures/fuzz/', import.meta.url))

describe.each(Object.entries(targets))('%s', (name, { seeds, check }) => {
  const bounded = async (text: string) => {
    const begun = performance.now()
    await check(text)
    expect(performance.now() - begun).toBeLessThan(SLOW_MS)
  }

  test('takes what it knows, and what broke it once', async () => {
    const broke = existsSync(known + name)
      ? readdirSync(known + name).map((file) => `${known}${name}/${file}`)
      : []
    for (const text of [...seeds, ...broke.map((file) => readFileSync(file, 'utf8'))]) await bounded(text)
  })

  test(`takes ${RUNS} changed texts`, { timeout: 30_000 + RUNS * 60 }, async () => {
    await fc.assert(fc.asyncProperty(mutated(seeds), bounded), { numRuns: RUNS })
  })
})
