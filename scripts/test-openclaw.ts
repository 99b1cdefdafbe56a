import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { installOpenclaw, OPENCLAW } from '../test/openclaw/install.ts'
import { build } from './build.ts'

// The cases that need a real OpenClaw gateway: `npm run test:openclaw -- [--all] [vitest arguments]`. The short suite
// keeps to a time box, installation included; `--all` runs every case, as long as it takes.
const BOX_MS = 12 * 60_000
const INSTALL_MS = 5 * 60_000

const words = process.argv.slice(2)
const all = words.includes('--all')
const end = all ? 0 : Date.now() + BOX_MS

const installed = installOpenclaw(all ? undefined : INSTALL_MS)
if (installed) {
  try {
    await build()
    const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
    const config = fileURLToPath(new URL('../test/openclaw-real/vitest.config.ts', import.meta.url))
    const env = {
      ...process.env,
      FIRSTFAULT_OPENCLAW_ENTRY: installed.entry,
      FIRSTFAULT_OPENCLAW_END: `${end}`,
    }
    const args = [vitest, 'run', '--config', config, ...words.filter((word) => word !== '--all')]
    process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? 1
  } finally {
    installed.release()
  }
} else {
  const line = '!'.repeat(100)
  process.stderr.write(
    `\n${line}\nSKIPPED: no case on a real gateway was run: ${OPENCLAW} could not be had (see above).\n${line}\n\n`,
  )
}
