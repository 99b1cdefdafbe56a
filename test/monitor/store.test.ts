import { chmod, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { claim, ledger, settle } from '../../src/monitor/fence.ts'
import type { Moment } from '../../src/monitor/moment.ts'
import { EMPTY, type State } from '../../src/monitor/state.ts'
import { openDirectory } from '../../src/monitor/store/directory.ts'
import { newest } from '../../src/monitor/store/numbered.ts'
import { onShared, type Shared } from '../../src/monitor/store/shared.ts'
import { type Places, update } from '../../src/monitor/store/store.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { makeSandbox, type Sandbox } from '../support/sandbox.ts'
import { until } from '../support/until.ts'
import { longUsed } from './long-used.ts'

let sandbox: Sandbox
let redis: RunningRedis | null = null

beforeEach(() => {
  sandbox = makeSandbox()
})

afterEach(async () => {
  await redis?.stop()
  redis = null
  sandbox.remove()
})

const LIMITS = { cooldownMs: 900_000, maxPerDay: 3 }
const at = (up: number): Moment => ({ at: 1_700_000_000_000 + up, up, boot: 'a' })

const own = async (name = 'host-a', shared: Shared | null = null): Promise<Places> => {
  return { directory: await openDirectory(join(sandbox.root, name), 'joelclaw'), shared }
}

const sharing = async (): Promise<Shared> => {
  if (!redis) {
    redis = await startRedis()
    await longUsed(redis.port, ['joelclaw'])
  }
  return { target: { host: '127.0.0.1', port: redis.port }, gateway: 'joelclaw', decides: true }
}

/** Adds a restart record, so that every change of several can be counted. */
const note = (token: string) => (state: State) => ({
  state: { ...state, restarts: [...state.restarts, { token, moment: at(0), outcome: null }] },
  answer: token,
})

const tokens = async (places: Places) => {
  const { state } = await update(places, (kept) => ({ state: kept, answer: null }))
  return state.restarts.map((record) => record.token)
}

describe('the state', () => {
  test('is private, and only its newest versions stay', async () => {
    const places = await own()
    for (const token of ['a', 'b', 'c', 'd', 'e']) await update(places, note(token))
    const names = await readdir(places.directory)
    expect(names.toSorted()).toEqual(['state.3.json', 'state.4.json', 'state.5.json'])
    expect((await stat(join(places.directory, 'state.5.json'))).mode & 0o777).toBe(0o600)
    expect((await stat(places.directory)).mode & 0o777).toBe(0o700)
  })

  test('loses no change of several writers', async () => {
    const places = await own()
    const names = Array.from({ length: 12 }, (_, index) => `t${index}`)
    await Promise.all(names.map((name) => update(places, note(name))))
    expect((await tokens(places)).toSorted()).toEqual(names.toSorted())
  })

  test('loses no change of several writers on several hosts that share a Redis', async () => {
    const shared = await sharing()
    const hosts = await Promise.all(['host-a', 'host-b', 'host-c'].map((name) => own(name, shared)))
    const names = Array.from({ length: 12 }, (_, index) => `t${index}`)
    await Promise.all(names.map((name, index) => update(hosts[index % 3] as Places, note(name))))
    expect((await tokens(hosts[0] as Places)).toSorted()).toEqual(names.toSorted())
  })

  test('survives a Redis that is emptied, stopped, and back', async () => {
    const shared = await sharing()
    const places = await own('host-a', shared)
    await update(places, note('before'))
    await onShared(shared, (client) => client.flushall())
    expect((await update(places, note('emptied'))).problem).toBeNull()
    await redis?.stop()
    expect((await update(places, note('stopped'))).problem).toMatch(/ECONNREFUSED/)
    expect(await tokens(places)).toEqual(['before', 'emptied', 'stopped'])
  })

  test('a damaged file counts as empty and is left behind', async () => {
    const places = await own()
    await update(places, note('a'))
    await writeFile(join(places.directory, 'state.2.json'), '{"version":1,"revi')
    expect(await tokens(places)).toEqual([])
    await update(places, note('b'))
    expect((await newest(places.directory, 'state'))?.number).toBe(3)
    expect(await tokens(places)).toEqual(['b'])
  })

  test('no change writes nothing', async () => {
    const places = await own()
    await update(places, (kept) => ({ state: kept, answer: null }))
    expect(await readdir(places.directory)).toEqual([])
    expect(EMPTY.revision).toBe(0)
  })
})

describe('the directory', () => {
  test('is closed to others where it was open, and no link is followed', async () => {
    const open = join(sandbox.root, 'open')
    await mkdir(join(open, 'joelclaw'), { recursive: true, mode: 0o777 })
    await chmod(join(open, 'joelclaw'), 0o777)
    expect((await stat(await openDirectory(open, 'joelclaw'))).mode & 0o777).toBe(0o700)
    await mkdir(join(sandbox.root, 'linked'))
    await symlink('/tmp', join(sandbox.root, 'linked', 'joelclaw'))
    await expect(openDirectory(join(sandbox.root, 'linked'), 'joelclaw')).rejects.toThrow('not a directory')
  })

  test.each(['..', '.', 'a/b'])('the gateway %s stays inside', async (name) => {
    const path = await openDirectory(join(sandbox.root, 'inside'), name)
    expect(path.startsWith(`${join(sandbox.root, 'inside')}/`)).toBe(true)
    expect(path.slice(join(sandbox.root, 'inside').length + 1)).not.toContain('/')
  })
})

describe('the fence', () => {
  const granted = (claims: readonly { granted: boolean }[]) => claims.filter((one) => one.granted).length
  const claims = (places: readonly Places[], up: number) =>
    Promise.all(
      places.map((one, index) =>
        claim(one, { token: `t${up}-${index}`, now: at(up), limits: LIMITS, known: [] }),
      ),
    )

  test('of many monitors in one directory one may restart, and the next after the cooldown', async () => {
    const places = await own()
    const eight = Array<Places>(8).fill(places)
    expect(granted(await claims(eight, 0))).toBe(1)
    expect(granted(await claims(eight, 899_999))).toBe(0)
    expect(granted(await claims(eight, 900_000))).toBe(1)
  })

  test('of many hosts that share a Redis one may restart', async () => {
    const shared = await sharing()
    const hosts = await Promise.all(Array.from({ length: 6 }, (_, index) => own(`host-${index}`, shared)))
    expect(granted(await claims(hosts, 0))).toBe(1)
    // For their own clocks the cooldown is over; for that of Redis it is not.
    expect(granted(await claims(hosts, 900_000))).toBe(0)
  })

  test('no restart while the Redis that decides is away; one that is its own leaves it to the ledger', async () => {
    const shared = await sharing()
    const [strict, local] = [await own('host-a', shared), await own('host-b', { ...shared, decides: false })]
    await redis?.stop()
    expect(await claim(strict, { token: 't', now: at(0), limits: LIMITS, known: [] })).toEqual({
      granted: false,
      elsewhere: false,
      why: expect.stringMatching(/shared Redis cannot be asked: .*ECONNREFUSED/),
    })
    expect(granted(await claims([local, local], 0))).toBe(1)
    expect(granted(await claims([local], 60_000))).toBe(0)
  })

  test.each(['new', 'emptied', 'started anew'])(
    'a Redis that is %s grants none for a cooldown',
    async (how) => {
      const shared = await sharing()
      const [first, second] = [await own('host-a', shared), await own('host-b', shared)]
      const limits = { ...LIMITS, cooldownMs: 1_000 }
      const ask = (one: Places, token: string) => claim(one, { token, now: at(0), limits, known: [] })
      if (how !== 'new') expect(await ask(first, 'before')).toMatchObject({ granted: true })
      await onShared(shared, async (client) => {
        if (how !== 'started anew') return client.flushall()
        // As after an old copy was read back: the mark of another process, and no restart known.
        await client.del('firstfault:monitor:joelclaw:restart')
        return client.set('firstfault:monitor:joelclaw:kept', '{"run":"another","since":0}')
      })
      // The second host's ledger knows nothing of the first one's restart.
      expect(await ask(second, 'soon')).toMatchObject({
        granted: false,
        elsewhere: false,
        why: expect.stringContaining('1 s of the cooldown'),
      })
      const end = performance.now() + 1_000
      await until(async () => (await ask(second, `later-${performance.now()}`)).granted, { ms: 5_000 })
      expect(performance.now()).toBeGreaterThan(end - 50)
    },
  )

  test('of many hosts one may restart, also when the Redis is emptied in the middle', async () => {
    const shared = await sharing()
    const hosts = await Promise.all(Array.from({ length: 12 }, (_, index) => own(`host-${index}`, shared)))
    const early = claims(hosts.slice(0, 6), 0)
    const emptied = onShared(shared, (client) => client.flushall())
    const late = claims(hosts.slice(6), 0)
    await emptied
    expect(granted([...(await early), ...(await late), ...(await claims(hosts, 1))])).toBeLessThanOrEqual(1)
  })

  test('an intent without a result counts; a result is kept beside it', async () => {
    const places = await own()
    expect(await claim(places, { token: 'x', now: at(0), limits: LIMITS, known: [] })).toEqual({
      granted: true,
      number: 1,
    })
    expect(await ledger(places)).toMatchObject([{ token: 'x', outcome: null }])
    await settle(places, 1, 'done')
    expect(await ledger(places)).toMatchObject([{ token: 'x', outcome: 'done' }])
  })

  test('the cap of the day holds across a Redis', async () => {
    const shared = await sharing()
    const limits = { cooldownMs: 1, maxPerDay: 2 }
    const made: boolean[] = []
    for (let index = 0; index < 4; index++) {
      const places = await own(`host-${index}`, shared)
      // Redis removes the one-millisecond fence by its own clock.
      await onShared(shared, (client) => client.del('firstfault:monitor:joelclaw:restart'))
      made.push((await claim(places, { token: `t${index}`, now: at(index), limits, known: [] })).granted)
    }
    expect(made).toEqual([true, true, false, false])
  })
})
