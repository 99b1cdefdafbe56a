/** `npm run fuzz -- [CASES] [vitest arguments]`: changes what every parser knows, 100,000 times each unless told. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const [first = '', ...rest] = process.argv.slice(2)
const told = /^\d+$/.test(first)
const cases = told ? first : '100000'
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
const words = told ? rest : process.argv.slice(2)
process.exitCode =
  spawnSync(process.execPath, [vitest, 'run', 'test/fuzz', ...words], {
    stdio: 'inherit',
    env: { ...process.env, FIRSTFAULT_FUZZ: cases },
  }).status ?? 1
