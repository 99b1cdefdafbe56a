import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { type Diagnosis, diagnose, verdictOf } from '../openclaw/diagnose.ts'
import { takePort } from '../openclaw/foreign.ts'
import { spawnGateway, startGateway } from '../openclaw/gateway.ts'
import { makeSandbox } from '../openclaw/sandbox.ts'
import { bench } from '../openclaw/shared.ts'
import { turn } from '../openclaw/talk.ts'
import { fingerprint } from '../openclaw/tree.ts'
import { until } from '../support/until.ts'

// One gateway that is started and ended; the cases follow each other.
const shared = bench()
const walk = (...args: string[]): Promise<Diagnosis> =>
  diagnose(shared().sandbox.env, '--system', 'openclaw', ...args)

test('healthy', async () => {
  expect((await turn(shared().sandbox, 'well')).payload?.status).toBe('ok')
  expect(verdictOf(await walk())).toBe('healthy')
})

test('stopped by a signal, so that its process exists and does nothing', async () => {
  const { gateway } = shared()
  process.kill(gateway?.pid ?? 0, 'SIGSTOP')
  try {
    expect(verdictOf(await walk())).toBe('failed process process.frozen')
  } finally {
    process.kill(gateway?.pid ?? 0, 'SIGCONT')
  }
})

test('a damaged row in a conversation', async () => {
  const { sandbox } = shared()
  await turn(sandbox, 'damaged')
  const path = join(sandbox.state, 'agents', 'main', 'agent', 'openclaw-agent.sqlite')
  const database = new DatabaseSync(path)
  const [row] = database
    .prepare("select session_id from session_windows where session_key = 'agent:main:damaged'")
    .all()
  const good = database
    .prepare('select event_json from transcript_events where session_id = ? and seq = 5')
    .get(String(row?.session_id))?.event_json
  const put = database.prepare('update transcript_events set event_json = ? where session_id = ? and seq = 5')
  put.run('{"type":"message","id":"cut', String(row?.session_id))
  try {
    const seen = await walk('--only', 'session-transcript')
    expect(verdictOf(seen)).toBe('failed session-transcript session-transcript.row-invalid')
    expect(seen.report.scenarios[0]?.id).toBe('openclaw.damaged-session')
    expect((await turn(sandbox, 'damaged')).payload?.status).not.toBe('ok')
    expect(verdictOf(await walk())).toBe('failed error-log error-log.transcript-damaged')
  } finally {
    put.run(String(good), String(row?.session_id))
    database.close()
  }
  expect((await turn(sandbox, 'damaged')).payload?.status).toBe('ok')
  expect(verdictOf(await walk())).toBe('healthy')
})

test('killed without a word', async () => {
  await shared().stop('SIGKILL')
  const seen = await walk()
  expect(verdictOf(seen)).toBe('failed process process.not-running')
  expect(seen.report.firstFault?.summary).toContain('killed or crashed')
})

test('a walk of it changes no byte of its configuration, log, databases or WAL', async () => {
  const { sandbox } = shared()
  const before = fingerprint(sandbox.state)
  const log = readFileSync(sandbox.log)
  await walk('--keep-going', '--e2e', 'none')
  expect(fingerprint(sandbox.state)).toEqual(before)
  expect(readFileSync(sandbox.log).equals(log)).toBe(true)
  expect(Object.keys(before).some((path) => path.endsWith('.sqlite-wal'))).toBe(true)
})

test('another server on its port', async () => {
  const release = await takePort(shared().sandbox.port)
  try {
    const seen = await walk('--keep-going')
    expect(
      seen.report.layers.find(({ layer }) => layer === 'process')?.findings.map((one) => one.code),
    ).toContain('process.port-foreign')
    expect(seen.report.scenarios.map(({ id }) => id)).toContain('openclaw.port-taken')
    expect(seen.exitCode).toBe(1)
  } finally {
    await release()
  }
})

test('another gateway on its port', async () => {
  const { sandbox, entry, models } = shared()
  const other = await makeSandbox(models.port)
  other.configure({ gateway: { port: sandbox.port, auth: { token: sandbox.token } } })
  const orphan = await startGateway(entry, { ...other, port: sandbox.port })
  try {
    const seen = await walk()
    expect(
      seen.report.layers.find(({ layer }) => layer === 'process')?.findings.map((one) => one.code),
    ).toContain('process.orphan-instance')
    expect(seen.exitCode).toBe(1)
  } finally {
    await orphan.stop()
    other.remove()
  }
}, 90_000)

test('a configuration that it refuses', async () => {
  const { sandbox, entry } = shared()
  const good = readFileSync(sandbox.config, 'utf8')
  sandbox.configure({ gateway: { prot: 1 } })
  const gateway = spawnGateway(entry, sandbox)
  try {
    await until(() => gateway.ended(), { ms: 30_000 })
    const seen = await walk()
    expect(verdictOf(seen)).toBe('failed process process.start-refused')
    expect(seen.report.scenarios[0]?.id).toBe('openclaw.start-refused')
    writeFileSync(sandbox.config, good.slice(0, -30))
    const codes = (await walk()).report.layers.flatMap((layer) => layer.findings.map((one) => one.code))
    expect(codes).toContain('process.config-invalid')
  } finally {
    await gateway.stop('SIGKILL')
    writeFileSync(sandbox.config, good)
  }
}, 60_000)

const CLAUDE = { agentRuntime: { id: 'claude-cli' } }

test('a harness whose plugin is disabled: known before the first message', async () => {
  const { sandbox, start, stop } = shared()
  sandbox.configure({
    agents: {
      defaults: {
        model: { primary: 'anthropic/claude-opus-5' },
        models: { 'anthropic/claude-opus-5': CLAUDE },
      },
    },
    plugins: { entries: { anthropic: { enabled: false } } },
  })
  await start()
  const first = await walk()
  expect(verdictOf(first)).toBe('failed cli-status cli-status.harness-unowned')
  expect(first.report.scenarios[0]?.id).toBe('openclaw.harness-unowned')
  expect(first.report.nextActions.map(({ command }) => command)).toContain(
    'openclaw plugins enable anthropic',
  )
  expect(JSON.stringify(await turn(sandbox, 'lost'))).toContain('is not registered')
  const second = await walk('--keep-going')
  expect(verdictOf(second)).toBe('failed cli-status cli-status.harness-unowned')
  expect(
    second.report.layers.find(({ layer }) => layer === 'error-log')?.findings.map((one) => one.code),
  ).toContain('error-log.harness-missing')
  await stop()
}, 90_000)

test('a CLI backend whose program is not there, and a harness that nobody owns', async () => {
  const { sandbox, start } = shared()
  sandbox.configure({ plugins: null })
  await start()
  const first = await walk('--only', 'cli-status')
  expect(first.report.layers.flatMap((layer) => layer.findings.map((one) => one.code))).toContain(
    'cli-status.backend-not-found',
  )
  await turn(sandbox, 'lost')
  const second = await walk('--keep-going')
  expect(
    second.report.layers.find(({ layer }) => layer === 'error-log')?.findings.map((one) => one.code),
  ).toContain('error-log.backend-missing')
  sandbox.configure({
    agents: {
      defaults: { models: { 'anthropic/claude-opus-5': { agentRuntime: { id: 'ghost-harness' } } } },
    },
  })
  const third = await walk()
  expect(verdictOf(third)).toBe('failed cli-status cli-status.harness-unowned')
  expect(third.report.firstFault?.summary).toContain('no plugin registers it')
}, 90_000)
