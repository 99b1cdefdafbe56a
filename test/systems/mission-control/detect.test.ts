import { expect, test } from 'vitest'
import { detect } from '../../../src/systems/mission-control/detect.ts'
import { missionControl } from '../../../src/systems/mission-control/index.ts'
import { fakeHost } from '../../support/fake-host.ts'
import { fileTree } from '../../support/file-tree.ts'

const ROOT = '/home/joel/openclaw-mission-control'
const MARK = `${ROOT}/backend/app/services/openclaw/lifecycle_reconcile.py`

/** A machine with these files, where DATABASE_URL leads to `database`. */
function hostOf(paths: readonly string[], database = 'localhost') {
  const files = fileTree(Object.fromEntries(paths.map((path) => [path, { text: 'x' }])))
  const address = { protocol: 'postgresql:', host: database, port: 5432, username: 'u', path: 'mc' }
  return fakeHost({
    files: { ...files, address: async () => ({ ok: true, hasPassword: true, ...address }) },
  })
}

test('a directory of that name is no checkout', async () => {
  expect(await detect(hostOf([`${ROOT}/README.md`]))).toEqual([])
})

test('a checkout gives what its env file says, and no more', async () => {
  const [found] = await detect(hostOf([MARK]))
  const env = `${ROOT}/backend/.env`
  expect(found).toEqual({
    name: 'mission-control',
    because: `${ROOT} is a checkout of it`,
    settings: {
      api: 'http://127.0.0.1:8000',
      token: { envFile: env, name: 'LOCAL_AUTH_TOKEN' },
      database: { envFile: env, name: 'DATABASE_URL' },
      sides: { api: { envFiles: [env] }, worker: { envFiles: [env] } },
    },
  })
})

test('the database of a compose network is out of reach by the name in its URL', async () => {
  const [found] = await detect(hostOf([MARK, `${ROOT}/compose.yml`], 'db'))
  expect(found?.settings).not.toHaveProperty('database')
  expect(found?.settings.compose).toEqual({ file: `${ROOT}/compose.yml`, docker: 'docker' })
})

test('installed units and the gateway of the same user are taken along', async () => {
  const host = hostOf([
    MARK,
    '/home/joel/.config/systemd/user/openclaw-mission-control-backend.service',
    '/etc/systemd/system/openclaw-mission-control-rq-worker.service',
    '/home/joel/.openclaw/openclaw.json',
  ])
  const [found] = await detect(host)
  expect(found?.settings).toMatchObject({
    openclaw: '/home/joel/.openclaw',
    sides: {
      api: { unit: { unit: 'openclaw-mission-control-backend.service', user: true } },
      worker: { unit: { unit: 'openclaw-mission-control-rq-worker.service', user: false } },
    },
  })
})

test('what is found are settings of the system', async () => {
  const host = hostOf([MARK, '/home/joel/.openclaw/openclaw.json', `${ROOT}/compose.yml`])
  const [found] = await detect(host)
  const defaults = missionControl.defaults(host) as { sides: Record<string, object> }
  const given = found?.settings as { sides: Record<string, object> }
  const sides = Object.fromEntries(
    Object.entries(defaults.sides).map(([name, side]) => [name, { ...side, ...given.sides[name] }]),
  )
  expect(missionControl.schema.parse({ ...defaults, ...given, sides }).openclaw).toBe('/home/joel/.openclaw')
})
