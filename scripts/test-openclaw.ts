import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { installOpenclaw, OPENCLAW } from '../test/openclaw/install.ts'
import { build } from './build.ts'

// The cases that need a real OpenClaw gateway: `npm run test:openclaw -- [vitest arguments]`.
const installed = installOpenclaw()
if (installed) {
  await build()
  const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
  const config = fileURLToPath(new URL('../test/openclaw-real/vitest.config.ts', import.meta.url))
  const env = { ...process.env, FIRSTFAULT_OPENCLAW_ENTRY: installed.entry }
  const args = [vitest, 'run', '--config', config, ...process.argv.slice(2)]
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? 1
  installed.release()
} else {
  process.stderr.write(
    `\nSKIPPED: no case was run, because ${OPENCLAW} could not be installed (see above).\n\n`,
  )
}
