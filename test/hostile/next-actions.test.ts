import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shellQuote } from '../../src/core/remedy.ts'
import { runCli } from '../support/cli.ts'
import { documentIn } from '../support/documents.ts'
import { customGateway } from '../support/gateways.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { makeSandbox } from '../support/sandbox.ts'

/** The words that a shell makes of a command line. */
const wordsOf = (shell: string, line: string): readonly string[] =>
  execFileSync(shell, ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)

const ODD = [
  '',
  ' ',
  'plain',
  "it's",
  '"quoted"',
  '$(touch /tmp/x)',
  '`id`',
  'a;b|c&d>e<f',
  '$HOME $$ !!',
  '*?[a-z]{1,2}~#',
  'back\\slash\\n',
  'two\nlines',
  'tab\there\rand\u0007bell',
  '\u001b[31mred\u009b0m',
  'turn \u202e around \u2066',
  '100% %s %d %%',
  '-n',
  '--help',
  'émoji ünïcode 漢字',
  '\u0001%\\\'"$(id)\n;',
]

describe.each(['sh', 'bash'])('a quoted word, read back by %s', (shell) => {
  test('is the word, whatever is in it', () => {
    expect(wordsOf(shell, ODD.map(shellQuote).join(' '))).toEqual(ODD)
  })

  test('is the word for any text', () => {
    // A shell knows no NUL, and takes line ends off the end of what printf wrote.
    const word = fc
      .string({ unit: 'binary', maxLength: 60 })
      .map((text) => text.replaceAll('\0', '').replace(/\n+$/, ''))
    const property = fc.property(fc.array(word, { maxLength: 30 }), (words) => {
      expect(wordsOf(shell, words.map(shellQuote).join(' ') || "''")).toEqual(words.length ? words : [''])
    })
    fc.assert(property, { numRuns: 60 })
  })
})

test('a quoted word shows nothing that a terminal acts on', () => {
  const property = fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (word) => {
    expect(shellQuote(word)).toMatch(/^[^\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029]*$/u)
  })
  fc.assert(property, { numRuns: 2_000 })
})

describe('the commands of a report', () => {
  const sandbox = makeSandbox()
  const marker = `${sandbox.root}/ran`
  const key = `events' "of" $(touch ${marker}) \`touch ${marker}\`;touch ${marker}\n& %s\u001b[2J`
  let redis: RunningRedis

  beforeAll(async () => {
    redis = await startRedis()
    const client = new Redis({ port: redis.port })
    await client.set(key, 'not a list')
    await client.quit()
  })
  afterAll(async () => {
    await redis.stop()
    sandbox.remove()
  })

  test('survive a name with quotes, line ends, substitutions and semicolons', async () => {
    const queue = {
      check: 'redis-queue',
      name: 'events',
      host: '127.0.0.1',
      port: redis.port,
      key,
      type: 'list',
    }
    const config = sandbox.config({ gateways: { mine: customGateway({ redis: [queue] }) } })
    const run = await runCli(['diagnose', '--json', '--config', config], { env: sandbox.env })
    const { nextActions, firstFault } = documentIn('report', run.stdout)
    expect(firstFault?.code).toBe('redis.wrong-type')
    const command = nextActions.map((action) => action.command).find((line) => line.startsWith('redis-cli'))
    for (const shell of ['sh', 'bash']) expect(wordsOf(shell, command ?? '')).toContain(key)
    expect(existsSync(marker)).toBe(false)
  })
})
