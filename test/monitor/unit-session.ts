import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { until } from '../support/until.ts'

/** Runs inside a systemd session: starts the unit, and prints the arguments that its program wrote down. */
const written = join(process.env.HOME ?? '', 'arguments')
await promisify(execFile)('systemctl', ['--user', 'start', 'monitor.service'])
await until(async () => existsSync(written), { ms: 5_000 })
process.stdout.write(readFileSync(written, 'utf8'))
