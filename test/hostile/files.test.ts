import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { customGateway, type Serving, serveHealthy, statusAt } from '../support/gateways.ts'
import { diagnoseHostile, nobody, startUpMs, within } from '../support/hostile.ts'
import { makeSandbox } from '../support/sandbox.ts'

const sandbox = makeSandbox()
let healthy: Serving
let startUp = 0

beforeAll(async () => {
  healthy = await serveHealthy()
  startUp = await startUpMs()
})
afterAll(async () => {
  await healthy.stop()
  sandbox.remove()
})

const now = () => new Date().toISOString()
const HIT = 'disk almost full'

/** A gateway with one rule over the log at `path`, and a healthy status beside it. */
function watching(path: string, more: object = {}): string {
  const log = {
    check: 'log-rules',
    path,
    rules: [{ code: 'error-log.disk', summary: 'the disk fills up', match: HIT }],
    ...more,
  }
  const layers = { 'cli-status': [statusAt(healthy.url)], 'error-log': [log] }
  return sandbox.config({ gateways: { mine: customGateway(layers) } }, `${crypto.randomUUID()}.json`)
}

async function look(path: string, more: object = {}, args: readonly string[] = []) {
  const run = await diagnoseHostile(sandbox, watching(path, more), args)
  expect(run.report.layers[2], 'the layer above').toMatchObject({ status: 'ok' })
  expect(run.durationMs).toBeLessThan(within(10_000, startUp))
  return { ...run, layer: run.report.layers[3] }
}

/** Bytes that look random and are the same in every run. */
function random(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  let state = 7
  for (let index = 0; index < size; index++) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff
    bytes[index] = state >> 16
  }
  return bytes
}

const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`

describe('a log with strange content still gives what it says', () => {
  test.each<[what: string, content: string | Buffer]>([
    ['a line of 3 MB before it', `${now()} ${'x'.repeat(3_000_000)}\n${now()} ${HIT}\n`],
    ['a line of 3 MB that holds it', `${now()} ${HIT} ${'x'.repeat(3_000_000)}\n`],
    ['random bytes before it', Buffer.concat([random(100_000), Buffer.from(`\n${now()} ${HIT}\n`)])],
    [
      'bytes that are no UTF-8',
      Buffer.concat([
        Buffer.from(`${now()} \u00e9`),
        Buffer.from([0xff, 0xfe, 0xc3]),
        Buffer.from(` ${HIT}\n`),
      ]),
    ],
    ['CRLF line ends', `${now()} one\r\n${now()} ${HIT}\r\n`],
    ['NUL bytes', `${now()} \0\0 ${HIT} \0\n`],
    ['terminal sequences', `${now()} \u001b]0;owned\u0007\u001b[2J\u009b31m${HIT}\u202e\u2066evil\n`],
    ['no last line end', `${now()} ${HIT}`],
    ['half a megabyte of empty lines', `${now()} ${HIT}\n${'\n'.repeat(50)}`],
  ])('%s', async (_, content) => {
    const { layer } = await look(sandbox.put(`${crypto.randomUUID()}.log`, content))
    expect(layer?.findings.map((finding) => finding.code)).toEqual(['error-log.disk'])
    for (const { text } of layer?.findings[0]?.evidence ?? []) {
      expect(text).toMatch(/^[^\p{Cc}\p{Cf}]*$/u)
      expect(text.length).toBeLessThanOrEqual(2_000)
    }
  })

  test.each<[what: string, content: string]>([
    ['cut off in the middle of a record', `${record(HIT)}\n${record('next').slice(0, -9)}`],
    ['records of 10,000 levels', `${deep}\n${record(HIT)}\n${deep}\n`],
    ['lines that are no JSON', `hello\n[]\n7\nnull\n"x"\n{"time":[],"msg":{}}\n${record(HIT)}\n`],
    ['fields of other types', `{"time":1e400,"level":{},"msg":7}\n{"time":-1,"msg":null}\n${record(HIT)}\n`],
  ])('JSON lines with %s', async (_, content) => {
    const { layer } = await look(sandbox.put(`${crypto.randomUUID()}.jsonl`, content), {
      format: 'json-lines',
    })
    expect(layer?.findings.map((finding) => finding.code)).toEqual(['error-log.disk'])
  })

  test.each(['lines', 'json-lines', 'bun'])('nothing but random bytes, read as %s', async (format) => {
    const { layer } = await look(sandbox.put(`${format}.bin`, random(1_000_000)), { format })
    expect(layer?.findings.filter((finding) => finding.severity === 'fault')).toEqual([])
  })
})

function record(message: string): string {
  return JSON.stringify({ time: now(), level: 'error', msg: message })
}

describe('something else in place of a log is not read, and not guessed about', () => {
  const places: Readonly<Record<string, () => string | Promise<string>>> = {
    'a FIFO': () => {
      execFileSync('mkfifo', [`${sandbox.root}/fifo.log`])
      return `${sandbox.root}/fifo.log`
    },
    'a directory': () => {
      mkdirSync(`${sandbox.root}/directory.log`)
      return `${sandbox.root}/directory.log`
    },
    'a link to another file': () => {
      symlinkSync(sandbox.put('theirs.log', `${now()} ${HIT}\n`), `${sandbox.root}/link.log`)
      return `${sandbox.root}/link.log`
    },
    'a link that leads to itself': () => {
      symlinkSync(`${sandbox.root}/circle.log`, `${sandbox.root}/circle.log`)
      return `${sandbox.root}/circle.log`
    },
    'a device that never ends': () => '/dev/zero',
    'a socket': async () => {
      const path = `${sandbox.root}/socket.log`
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(path, resolve))
      server.unref()
      return path
    },
  }

  test.each(Object.entries(places))('%s', async (_, place) => {
    const { layer, exitCode } = await look(await place())
    expect(layer).toMatchObject({ status: 'unknown', findings: [] })
    expect(layer?.unchecked).toHaveLength(1)
    expect(exitCode).toBe(3)
  })

  test('a log that does not exist was never written to', async () => {
    const { layer, exitCode } = await look(`${sandbox.root}/absent.log`)
    expect({ status: layer?.status, exitCode }).toEqual({ status: 'skipped', exitCode: 0 })
  })

  test.skipIf(nobody() === null)('a log that we may not read', async () => {
    const path = sandbox.put('secret.log', `${now()} ${HIT}\n`, 0o600)
    // The other user needs places of its own to write to.
    execFileSync('chown', ['-R', '65534', sandbox.home, sandbox.temp])
    const run = await diagnoseHostile(sandbox, watching(path), [], {
      under: nobody() ?? [],
      env: { XDG_CACHE_HOME: null },
    })
    expect(run.exitCode).toBe(3)
    expect(run.report.layers[3]?.unchecked[0]?.reason).toContain('may not be read by this user')
    expect(run.report.host.user).toBe('nobody')
  })
})

describe('a log that changes while it is read', () => {
  /** Runs the walk while `change` is called again and again. */
  async function changing(change: (path: string) => void, args: readonly string[]) {
    const path = sandbox.put(`${crypto.randomUUID()}.log`, `${now()} ${HIT}\n`.repeat(200_000))
    const timer = setInterval(() => change(path), 5)
    try {
      return await look(path, {}, args)
    } finally {
      clearInterval(timer)
    }
  }

  test.each([[[]], [['--lines', '0']]])('rotated, with %j', async (args) => {
    const { exitCode } = await changing((path) => {
      renameSync(path, `${path}.1`)
      writeFileSync(path, `${now()} fresh\n`)
    }, args)
    expect([0, 3]).toContain(exitCode)
  })

  test.each([[[]], [['--lines', '0']]])('truncated and written again, with %j', async (args) => {
    const { exitCode } = await changing((path) => {
      truncateSync(path, 0)
      appendFileSync(path, `${now()} ${HIT}\n`.repeat(1_000))
    }, args)
    expect([0, 3]).toContain(exitCode)
  })

  test('growing', async () => {
    const line = `${now()} ${HIT}\n`.repeat(2_000)
    const { layer } = await changing((path) => appendFileSync(path, line), [])
    expect(layer?.findings).toHaveLength(1)
  })
})

test('a log of 2 GB of nothing costs what a small one costs', async () => {
  const path = sandbox.put('sparse.log', `${now()} begin\n`)
  truncateSync(path, 2 ** 31)
  appendFileSync(path, `\n${now()} ${HIT}\n`)
  const { layer, durationMs } = await look(path)
  expect(layer?.findings.map((finding) => finding.code)).toEqual(['error-log.disk'])
  expect(durationMs).toBeLessThan(within(3_000, startUp))
})
