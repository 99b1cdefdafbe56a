import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kinds } from '../../../checks/error-log/index.ts'
import { kinds as flowKinds } from '../../../checks/stdout-flow/index.ts'
import { logs } from '../../../src/host/machine/logs.ts'
import { fakeHost, NOW, runCheck } from '../../support/fake-host.ts'

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'firstfault-rules-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const at = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString()
const rule = {
  code: 'error-log.mine',
  severity: 'fault',
  summary: '{what} is broken',
  match: 'ERROR (?P<what>\\w+)',
}

async function run(text: string, settings: Record<string, unknown>, kind = kinds['log-rules']) {
  const path = join(directory, 'log')
  await writeFile(path, text)
  const check = kind.make(kind.schema.parse({ path, zone: 'utc', ...settings }))
  return { check, outcome: await runCheck(check, fakeHost({ logs })) }
}

describe('log-rules', () => {
  it('finds a record of the window by its named group', async () => {
    const { outcome } = await run(`${at(90)} ERROR old\n${at(5)} ERROR disk\n`, { rules: [rule] })
    expect(outcome.findings).toMatchObject([
      { code: 'error-log.mine', severity: 'fault', summary: 'disk is broken', count: 1, at: at(5) },
    ])
  })

  it('knows recoveries, starts and exceptions', async () => {
    const severityOf = async (
      text: string,
      more: Record<string, unknown>,
      settings: Record<string, unknown> = {},
    ) =>
      (await run(text, { rules: [{ ...rule, ...more }], ...settings })).outcome.findings[0]?.severity ?? null
    const hit = `${at(5)} ERROR disk\n`
    expect(await severityOf(`${hit}${at(4)} disk is back\n`, { clearedBy: ['is back'] })).toBe('note')
    expect(await severityOf(`${hit}${at(4)} started\n`, {}, { startedBy: ' started$' })).toBe('note')
    expect(await severityOf(hit, { not: 'disk' })).toBeNull()
    expect(await severityOf('ERROR disk\n', {})).toBe('warning')
  })

  it('reads JSON with its own field names', async () => {
    const line = JSON.stringify({ meta: { when: at(5) }, text: 'ERROR disk' })
    const settings = { format: 'json-lines', fields: { time: 'meta.when', message: 'text' }, rules: [rule] }
    expect((await run(line, settings)).outcome.findings).toMatchObject([
      { summary: 'disk is broken', at: at(5) },
    ])
  })

  it('reads a journal through journalctl, with the window in its arguments', async () => {
    const kind = kinds['log-rules']
    const check = kind.make(kind.schema.parse({ journal: { unit: 'gateway.service' }, rules: [rule] }))
    const asked: (readonly string[])[] = []
    const line = JSON.stringify({ __REALTIME_TIMESTAMP: `${NOW - 60_000}000`, MESSAGE: 'ERROR disk' })
    const run = async ({ args }: { args: readonly string[] }) => {
      asked.push(args)
      return { ok: true, exitCode: 0, stdout: line, stderr: '' } as const
    }
    const outcome = await runCheck(check, fakeHost({ exec: { run } }))
    expect(outcome.findings).toMatchObject([{ severity: 'fault', at: at(1) }])
    expect(asked[0]).toEqual(
      expect.arrayContaining(['--user', '--unit=gateway.service', '--output=json', '--lines=100']),
    )
  })

  it('cannot be made to hang by a pattern', async () => {
    const from = performance.now()
    const { outcome } = await run(`${at(5)} ${'a'.repeat(100_000)}!\n`, {
      rules: [{ ...rule, match: '(a+)+b$' }],
    })
    expect(outcome.findings).toEqual([])
    expect(performance.now() - from).toBeLessThan(2_000)
  })

  it('says which pattern it cannot use', async () => {
    const { outcome } = await run('x', { rules: [{ ...rule, match: '(?=x)' }] })
    expect(outcome.unchecked[0]).toContain('pattern of the configuration')
  })

  it('serves both log layers, and refuses settings that make no sense', async () => {
    expect((await run('', { rules: [rule] }, flowKinds['log-rules'])).check.id).toBe('stdout-flow/log-rules')
    const { schema } = kinds['log-rules']
    expect(schema.safeParse({ rules: [rule] }).success).toBe(false)
    expect(schema.safeParse({ path: '/x', journal: { unit: 'y' }, rules: [rule] }).success).toBe(false)
    expect(schema.safeParse({ path: '/x', rules: [] }).success).toBe(false)
    expect(schema.safeParse({ journal: { unit: '--help x' }, rules: [rule] }).success).toBe(false)
  })
})
