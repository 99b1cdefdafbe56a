import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Context } from '../../../src/core/check.ts'
import type { ExecAnswer, ExecProblem, ExecRequest } from '../../../src/host/exec.ts'
import { containerLines } from '../../../src/logs/container.ts'
import { askContainers } from '../../../src/systems/mission-control/containers.ts'
import { nameOf, readSource } from '../../../src/systems/mission-control/log-source.ts'
import { fakeHost, NOW } from '../../support/fake-host.ts'

const MINUTE = 60_000
const LINE =
  '2026-03-09 20:29:00,125 INFO app.services.openclaw.lifecycle_reconcile lifecycle.reconcile.retriggered app=mission-control version=0.1.0 agent_id=a1 generation=2'
const ended = (stdout: string, stderr = '', exitCode = 0): ExecAnswer => ({
  ok: true,
  exitCode,
  stdout,
  stderr,
})

/** A context whose commands all give this answer, and the commands that were run. */
function contextOf(answer: ExecAnswer | ExecProblem) {
  const asked: ExecRequest[] = []
  const host = fakeHost({
    exec: {
      run: async (request) => {
        asked.push(request)
        return answer
      },
    },
  })
  const window = { since: NOW - 10 * MINUTE, until: NOW, lines: 50 }
  const signal = new AbortController().signal
  const ask = () => Promise.reject(new Error('no probe is asked here'))
  const context: Context = { host, window, signal, now: NOW, e2e: 'none', ask }
  return { asked, context }
}

describe('the log of a container', () => {
  it('has both streams in the order of the time that docker puts before each line', async () => {
    const out = `2026-03-09T20:29:00.200000000Z ${LINE}\n`
    const err =
      '2026-03-09T20:28:00.100000000Z INFO:     127.0.0.1:1 - "POST /api/v1/agent/heartbeat HTTP/1.1" 401 Unauthorized\n'
    const { asked, context } = contextOf(ended(out, err))
    const read = await readSource(context, { container: 'mc-worker-1' }, 'utc')
    expect(read.ok && read.records.map(({ at }) => at)).toEqual([
      Date.UTC(2026, 2, 9, 20, 28, 0, 100),
      Date.UTC(2026, 2, 9, 20, 29, 0, 125),
    ])
    expect(asked[0]?.args).toEqual([
      'logs',
      '--timestamps',
      '--since=2026-03-09T20:20:00.000Z',
      '--until=2026-03-09T20:30:00.000Z',
      '--tail=1000',
      'mc-worker-1',
    ])
  })

  it('counts neither requests nor repetitions as records that were asked for', async () => {
    const request = (second: number) =>
      `2026-03-09T20:29:${String(second).padStart(2, '0')}.500000000Z INFO:     127.0.0.1:1 - "GET /healthz HTTP/1.1" 200 OK`
    const out = [
      `2026-03-09T20:28:00.200000000Z ${LINE.replace('20:29:00', '20:28:00')}`,
      `2026-03-09T20:29:00.200000000Z ${LINE}`,
      ...Array.from({ length: 50 }, (_, index) => request(index + 1)),
    ]
    const { context } = contextOf(ended(out.join('\n')))
    const one = { ...context, window: { ...context.window, lines: 1 } }
    const read = await readSource(one, { container: 'mc-worker-1' }, 'utc')
    expect(read).toMatchObject({ ok: true, countedFrom: 1, partial: false })
  })

  it('is told to be cut off where it holds more than is read', async () => {
    const line = `2026-03-09T20:29:00.200000000Z ${LINE}\n`
    const { context } = contextOf(ended(line.repeat(20_000)))
    const all = { ...context, window: { ...context.window, lines: 0 } }
    expect(await readSource(all, { container: 'mc-worker-1' }, 'utc')).toMatchObject({ partial: true })
  })

  it('is not read when docker refuses, and says why', async () => {
    const { context } = contextOf(ended('', 'Error: No such container: mc-worker-1\n', 1))
    const read = await readSource(context, { container: 'mc-worker-1' }, 'utc')
    expect(read).toMatchObject({ ok: false, message: 'docker logs: Error: No such container: mc-worker-1' })
  })

  it('keeps every line that is not empty', () => {
    const lines = fc.array(fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\n')))
    fc.assert(
      fc.property(lines, (texts) => {
        const kept = texts.filter((text) => text.trim() !== '')
        expect(containerLines(texts.join('\n'))).toHaveLength(kept.length)
      }),
    )
  })
})

describe('the journal of a unit', () => {
  const entry = (at: number, message: unknown) =>
    JSON.stringify({ __REALTIME_TIMESTAMP: String(at * 1000), MESSAGE: message, PRIORITY: '6' })

  it("has the program's lines; one without a time has that of the journal", async () => {
    const access = 'INFO:     127.0.0.1:1 - "POST /api/v1/agent/heartbeat HTTP/1.1" 200 OK'
    const { asked, context } = contextOf(ended(`${entry(NOW - MINUTE, LINE)}\n${entry(NOW - 5, access)}\n`))
    const read = await readSource(context, { unit: 'mc-rq-worker.service', user: true }, 'utc')
    expect(read.ok && read.records.map(({ name, at }) => [name, at])).toEqual([
      ['app.services.openclaw.lifecycle_reconcile', Date.UTC(2026, 2, 9, 20, 29, 0, 125)],
      [null, NOW - 5],
    ])
    expect(asked[0]?.args.slice(0, 2)).toEqual(['--user', '--unit=mc-rq-worker.service'])
  })

  it('is empty for a unit that said nothing, and a problem without journalctl', async () => {
    const source = { unit: 'mc-rq-worker.service', user: false }
    expect(await readSource(contextOf(ended('')).context, source, 'utc')).toMatchObject({
      ok: true,
      records: [],
    })
    const missing: ExecProblem = { ok: false, problem: 'missing', message: 'journalctl is not installed' }
    expect(await readSource(contextOf(missing).context, source, 'utc')).toEqual(missing)
  })

  it('is called as it is asked', () => {
    expect(nameOf({ unit: 'a.service', user: true })).toBe('journalctl --user --unit=a.service')
    expect(nameOf({ container: 'a-1' })).toBe('docker logs a-1')
  })
})

describe('docker compose ps', () => {
  const compose = { file: '/srv/mc/compose.yml', docker: 'docker' }
  const worker = '{"Service":"webhook-worker","Name":"mc-webhook-worker-1","State":"exited","ExitCode":137}'

  it('tells the state of each service', async () => {
    const { asked, context } = contextOf(ended(`${worker}\n`))
    const name = 'mc-webhook-worker-1'
    expect(await askContainers(context, compose)).toEqual([
      { service: 'webhook-worker', name, state: 'exited', exitCode: 137 },
    ])
    expect(asked[0]?.args).toEqual(['compose', '-f', compose.file, 'ps', '--all', '--format', 'json'])
  })

  it.each([
    ['no container was made', ended('')],
    ['docker refuses', ended(worker, 'permission denied', 1)],
    ['docker is missing', { ok: false, problem: 'missing', message: 'no docker' } as const],
  ])('tells nothing when %s', async (_, answer) => {
    expect(await askContainers(contextOf(answer).context, compose)).toBeNull()
  })
})
