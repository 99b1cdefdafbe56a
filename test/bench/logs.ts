import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { isThere } from '../../scripts/requirements.ts'
import { customGateway } from '../support/gateways.ts'
import { makeSandbox } from '../support/sandbox.ts'
import { inTurn, ours, run } from './measure.ts'
import { compared, memory, type Row, reported, type Size } from './row.ts'

const SMALL = 2 * 1024 ** 2
const WORDS = [
  'Authentication failed',
  'no streaming tokens',
  'session appears stuck',
  'retries exhausted',
  '409: Conflict',
]

/** The error log: a large file beside a small one, and a whole pass beside ripgrep. */
export async function logRows({ log, runs, room }: Size): Promise<readonly Row[]> {
  const sandbox = makeSandbox()
  try {
    const files = { small: join(sandbox.root, 'small.log'), large: join(sandbox.root, 'large.log') }
    writeLog(files.small, SMALL)
    writeLog(files.large, log)
    const [small, large] = [files.small, files.large].map((path) =>
      sandbox.config(gateway(path), `${path.includes('small') ? 's' : 'l'}.json`),
    )
    const look = (config: string | undefined, lines: string) => [
      'diagnose',
      '--only',
      'error-log',
      '--lines',
      lines,
      '--config',
      config ?? '',
    ]
    const [little = 0, much = 0] = await inTurn(runs, [
      async () => (await ours(look(small, '100'))).ms,
      async () => (await ours(look(large, '100'))).ms,
    ])
    const rows = [compared(`error log of ${label(log)}, beside one of 2 MiB`, much, little, 1.2, room)]
    const { peak } = await ours(look(large, '100'), true)
    const whole = await ours(look(large, '0'), true)
    const peer = isThere('rg')
      ? (await run('rg', ['-c', '-F', ...WORDS.flatMap((word) => ['-e', word]), files.large])).ms
      : null
    return [
      ...rows,
      memory(`error log of ${label(log)}, peak memory`, peak ?? 0, 130, room),
      reported(
        `error log of ${label(log)}, --lines 0, ${peer === null ? 'no rg here' : 'beside rg'}`,
        whole.ms,
        peer,
      ),
      {
        ...memory(`error log of ${label(log)}, --lines 0, peak memory`, whole.peak ?? 0, 130, room),
        holds: true,
        aim: 'report',
      },
    ]
  } finally {
    sandbox.remove()
  }
}

const label = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MiB`

function gateway(path: string): object {
  const rules = WORDS.map((match) => ({
    code: 'error-log.prompt-failed',
    severity: 'warning',
    summary: match,
    match: match.replace(/[.*+?^$()|[\]\\]/g, '\\$&'),
  }))
  return { gateways: { bot: customGateway({ 'error-log': [{ check: 'log-rules', path, rules }] }) } }
}

/** Ordinary lines of the last hour, one in a few thousand with one of the words. */
function writeLog(path: string, bytes: number): void {
  const line = (n: number) =>
    `${new Date(Date.now() - 1_200_000).toISOString()} info request ${n} handled in ${n % 97} ms by worker ${n % 7}${n % 4_001 === 0 ? `; ${WORDS[n % WORDS.length]}` : ''}\n`
  const block = Array.from({ length: 12_000 }, (_, n) => line(n)).join('')
  const file = openSync(path, 'w', 0o600)
  for (let written = 0; written < bytes; written += block.length) writeSync(file, block)
  closeSync(file)
}
