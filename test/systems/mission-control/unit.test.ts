import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitSettings } from '../../../src/systems/mission-control/unit.ts'
import { whyNoSystemd, withUserManager } from '../../support/systemd.ts'

const NAMES = ['RQ_QUEUE_NAME', 'BASE_URL']
const shown = (...lines: string[]) => unitSettings(['LoadState=loaded', ...lines, ''].join('\n'), NAMES)

describe('a unit as systemctl shows it', () => {
  it.each([
    ['Environment=RQ_QUEUE_NAME=agents BASE_URL=http://a', { RQ_QUEUE_NAME: 'agents', BASE_URL: 'http://a' }],
    [
      String.raw`Environment=A=1 "RQ_QUEUE_NAME=two \"words\" \$x \\"`,
      { RQ_QUEUE_NAME: 'two "words" $x \\' },
    ],
    ['Environment=RQ_QUEUE_NAME=', { RQ_QUEUE_NAME: '' }],
    ['Environment=RQ_QUEUE_NAME=a RQ_QUEUE_NAME=b', { RQ_QUEUE_NAME: 'b' }],
    ['Environment=LOCAL_AUTH_TOKEN=secret', {}],
    ['Environment=', {}],
    ['ExecStart=RQ_QUEUE_NAME=no', {}],
  ])('%s', (line, environment) => {
    expect(shown(line)?.environment).toEqual(environment)
  })

  it('names its files in the order in which they are read', () => {
    const settings = shown(
      'EnvironmentFiles=/etc/one.env (ignore_errors=no)',
      'EnvironmentFiles=/etc/two words.env (ignore_errors=yes)',
      'EnvironmentFiles=/etc/many/*.env (ignore_errors=yes)',
    )
    expect(settings?.files).toEqual(['/etc/one.env', '/etc/two words.env'])
  })

  it.each(['LoadState=not-found\nEnvironment=RQ_QUEUE_NAME=a', '', 'Failed to connect to bus'])(
    'is nothing when it is not loaded: %s',
    (output) => expect(unitSettings(output, NAMES)).toBeNull(),
  )

  it('gives no other name, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) =>
        Object.keys(shown(`Environment=${text}`)?.environment ?? {}).every((name) => NAMES.includes(name)),
      ),
    )
  })
})

const why = whyNoSystemd()
if (why) console.warn(`the real systemd in unit.test.ts is SKIPPED: ${why}`)

describe.skipIf(why)('units of a real systemd', () => {
  it('give each side its queue, the files before the variables', async () => {
    const home = await mkdtemp(join(tmpdir(), 'firstfault-mc-unit-'))
    try {
      const script = fileURLToPath(new URL('./unit-session.ts', import.meta.url))
      const service = (...lines: string[]) => ['[Service]', 'ExecStart=/bin/true', ...lines, ''].join('\n')
      const units = {
        'mc-backend.service': service(
          'Environment=RQ_QUEUE_NAME=variables RQ_REDIS_URL=redis://:planted-password@cache:6380/2',
          'Environment="BASE_URL=http://mission control"',
          'EnvironmentFile=%h/one.env',
          'EnvironmentFile=-%h/two.env',
        ),
        'mc-worker.service': service('Environment=RQ_QUEUE_NAME=agents RQ_REDIS_URL=redis://cache:6380/2'),
      }
      const { api, worker, absent } = JSON.parse(await withUserManager({ home, units, script }))
      expect(api.queue).toEqual({ value: 'second', from: join(home, 'two.env') })
      expect(api.baseUrl.value).toBe('http://mission control')
      expect(api.redis.value).toEqual({ target: { host: 'cache', port: 6380, db: 2 }, locked: true })
      expect(JSON.stringify(api)).not.toContain('planted')
      expect(worker.queue).toEqual({ value: 'agents', from: 'systemctl --user show mc-worker.service' })
      expect(worker.redis.value).toEqual({ target: { host: 'cache', port: 6380, db: 2 }, locked: false })
      expect(absent.queue).toBeNull()
    } finally {
      await rm(home, { recursive: true, force: true })
    }
  })
})
