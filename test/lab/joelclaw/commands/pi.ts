import { readFileSync } from 'node:fs'

/** `pi --version` prints the bare version. */
const { version } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as { version: string }
process.stdout.write(`${version}\n`)
