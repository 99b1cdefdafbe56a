import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// Writes oclif.manifest.json; `--check` compares instead, and fails when the committed one is out of date.
const root = fileURLToPath(new URL('..', import.meta.url))
const path = `${root}/oclif.manifest.json`
const before = readIfThere(path)
execFileSync(process.execPath, [`${root}/node_modules/oclif/bin/run.js`, 'manifest', '.'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})
if (process.argv.includes('--check') && before !== readIfThere(path)) {
  writeFileSync(path, before)
  process.stderr.write('oclif.manifest.json is out of date: npm run manifest\n')
  process.exitCode = 1
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
