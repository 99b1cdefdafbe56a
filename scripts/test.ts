import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { POSTGRES, provide, REDIS, STRACE, TMUX } from './requirements.ts'

// Provides what the tests run for real, then runs them: `npm test -- [--no-install] [vitest arguments]`.
const words = process.argv.slice(2)
if (words.includes('--no-install')) process.env.FIRSTFAULT_NO_INSTALL = '1'
const missing = provide([REDIS, TMUX, POSTGRES, STRACE])
if (missing.some((one) => one.program === REDIS.program)) {
  process.stderr.write('The tests need a real redis-server.\n')
  process.exitCode = 1
} else {
  const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
  const args = [vitest, 'run', ...words.filter((word) => word !== '--no-install')]
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1
}
