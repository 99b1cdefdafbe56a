import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { machine } from '../../../src/host/machine/index.ts'
import { joelclaw } from '../../../src/systems/joelclaw/index.ts'
import { runCheck } from '../../support/fake-host.ts'
import { joelclawWith } from '../../support/joelclaw.ts'
import { until } from '../../support/until.ts'

/** Stands in for the daemon: listens, then writes its port and pid files, as the real one does. */
const DAEMON = `
import { createServer } from 'node:http'
import { writeFileSync } from 'node:fs'
const server = createServer((_, response) => response.end('not joelclaw'))
server.listen(0, '127.0.0.1', () => {
  writeFileSync(process.argv[2] + '/port', String(server.address().port))
  writeFileSync(process.argv[2] + '/pid', process.pid + '\\n')
})
`

describe('the process layer on this machine', () => {
  let home = ''
  let daemon: ChildProcess

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'firstfault-process-'))
    const source = join(home, 'packages/gateway/src')
    await mkdir(source, { recursive: true })
    await mkdir(join(home, 'work/.pi/extensions/gateway'), { recursive: true })
    await writeFile(join(home, 'work/.pi/settings.json'), '{}')
    await writeFile(join(home, 'package.json'), '{"type":"module"}')
    await writeFile(join(source, 'daemon.ts'), DAEMON)
    daemon = spawn(process.execPath, [join(source, 'daemon.ts'), home], { stdio: 'ignore' })
    await until(async () => (await readFile(join(home, 'pid'), 'utf8').catch(() => '')).endsWith('\n'), {
      ms: 5_000,
    })
  })

  afterEach(async () => {
    if (daemon.exitCode === null && daemon.signalCode === null) {
      daemon.kill('SIGKILL')
      await once(daemon, 'exit')
    }
    await rm(home, { recursive: true, force: true })
  })

  async function codes(change: { readonly daemon?: string[] } = {}) {
    const { settings } = joelclawWith()
    const paths = {
      ...settings.paths,
      pid: join(home, 'pid'),
      wsPort: join(home, 'port'),
      workingDir: join(home, 'work'),
      agentDir: home,
      session: join(home, 'session'),
      restartMarker: join(home, 'restart.json'),
      lifecycleMarker: join(home, 'lifecycle.json'),
    }
    const service = { ...settings.service, manager: 'none' as const }
    const { process: layer } = joelclaw.layers({
      ...settings,
      home,
      paths,
      service,
      daemon: change.daemon ?? [`${home}/packages/gateway/src/`, 'daemon.ts'],
    })
    if (!('checks' in layer)) throw new Error('the process layer has no checks')
    const now = Date.now()
    const context = { now, window: { since: now - 60_000, until: now, lines: 0 } }
    const outcomes = await Promise.all(layer.checks.map((check) => runCheck(check, machine(), context)))
    expect(outcomes.flatMap((outcome) => outcome.unchecked)).toEqual([])
    return outcomes.flatMap((outcome) => outcome.findings.map((one) => `${one.severity} ${one.code}`))
  }

  it('finds a real daemon well, frozen, and dead', async () => {
    expect(await codes()).toEqual([])
    daemon.kill('SIGSTOP')
    await until(async () => (await codes()).includes('fault process.frozen'), { ms: 5_000 })
    daemon.kill('SIGCONT')
    daemon.kill('SIGKILL')
    await once(daemon, 'exit')
    expect(await codes()).toEqual(['fault process.not-running'])
  })

  it('sees a real stranger on the port', async () => {
    expect(await codes({ daemon: ['no-such-daemon.ts'] })).toEqual([
      'fault process.not-running',
      'fault process.port-foreign',
    ])
  })
})
