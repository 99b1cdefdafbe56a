import { closeSync, mkdirSync, openSync, utimesSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { isThere } from '../../scripts/requirements.ts'
import { makeSandbox, type Sandbox } from '../support/sandbox.ts'
import { inTurn, ours, run } from './measure.ts'
import { compared, memory, type Row, reported, type Size } from './row.ts'

const PYTHON = 'import json,sys\nfor line in open(sys.argv[1]): json.loads(line)'

/** The review of the last hour: a large transcript beside a small one, and whole passes of other tools. */
export async function reviewRows({ transcript, runs, room }: Size): Promise<readonly Row[]> {
  const sandbox = makeSandbox()
  try {
    const [small, large] = [1024 ** 2, transcript].map((bytes) => session(sandbox, bytes))
    if (!small || !large) return []
    const look = (config: string) => ['review', '--hours', '1', '--config', config]
    const [little = 0, much = 0] = await inTurn(runs, [
      async () => (await ours(look(small.config))).ms,
      async () => (await ours(look(large.config))).ms,
    ])
    const name = `review of the last hour, transcript of ${Math.round(transcript / 1024 ** 2)} MiB`
    const { peak } = await ours(look(large.config), true)
    const others = [
      ['jq', ['-c', 'empty', large.file]],
      ['python3', ['-c', PYTHON, large.file]],
    ] as const
    const passes: Row[] = []
    for (const [program, args] of others)
      if (isThere(program))
        passes.push(
          reported(`whole pass of ${program}, beside our review`, (await run(program, args)).ms, much),
        )
    return [
      compared(`${name}, beside 1 MiB`, much, little, 1.2, room),
      memory(`${name}, peak memory`, peak ?? 0, 130, room),
      ...passes,
    ]
  } finally {
    sandbox.remove()
  }
}

/** A transcript of this size whose last minutes lie in the window, and a configuration that names it. */
function session(sandbox: Sandbox, bytes: number): { readonly config: string; readonly file: string } {
  const directory = join(sandbox.root, `transcripts-${bytes}`)
  mkdirSync(directory)
  const file = join(directory, '2026-01-01T00-00-00-000Z_7c0e7f0a-3f0e-4f0b-9d39-0a7d0f0c2b11.jsonl')
  const out = openSync(file, 'w', 0o600)
  const old = Date.now() - 86_400_000
  writeSync(
    out,
    `${JSON.stringify({ type: 'session', version: 3, id: '7c0e7f0a-3f0e-4f0b-9d39-0a7d0f0c2b11', timestamp: new Date(old).toISOString(), cwd: '/' })}\n`,
  )
  const block = turns(old, 2_000)
  for (let written = 0; written < bytes; written += block.length) writeSync(out, block)
  writeSync(out, turns(Date.now() - 600_000, 20))
  closeSync(out)
  utimesSync(file, new Date(), new Date())
  const paths = { transcripts: directory, err: join(directory, 'none.err'), log: join(directory, 'none.log') }
  const service = { manager: 'none' }
  const config = sandbox.config(
    { gateways: { joelclaw: { system: 'joelclaw', settings: { paths, service, port: 9 } } } },
    `${bytes}.json`,
  )
  return { config, file }
}

function turns(at: number, count: number): string {
  return Array.from({ length: count }, (_, n) => {
    const time = at + n * 10
    const entry = (id: string, parentId: string, message: object) =>
      JSON.stringify({
        type: 'message',
        id,
        parentId,
        timestamp: new Date(time).toISOString(),
        message: { ...message, timestamp: time },
      })
    const [a, b, before] = [2 * n, 2 * n + 1, 2 * n - 1].map((id) =>
      Math.max(id, 0).toString(16).padStart(8, '0'),
    )
    const said = {
      role: 'user',
      content: [{ type: 'text', text: `question ${n} ${'about the weather '.repeat(20)}` }],
    }
    const usage = {
      input: 3,
      output: 21,
      cacheRead: 0,
      cacheWrite: 0,
      totalTokens: 5_944,
      cost: { total: 0.004 },
    }
    const answer = {
      role: 'assistant',
      content: [{ type: 'text', text: `answer ${n} ${'it will rain '.repeat(30)}` }],
      provider: 'anthropic',
      model: 'claude-opus-4-6',
      usage,
      stopReason: 'stop',
    }
    return `${entry(a as string, before as string, said)}\n${entry(b as string, a as string, answer)}\n`
  }).join('')
}
