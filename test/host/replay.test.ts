import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { clock } from '../../src/host/machine/clock.ts'
import { env } from '../../src/host/machine/env.ts'
import { exec } from '../../src/host/machine/exec.ts'
import { files } from '../../src/host/machine/files.ts'
import { logs } from '../../src/host/machine/logs.ts'
import { random } from '../../src/host/machine/random.ts'
import { record } from '../../src/host/record.ts'
import {
  parseRecording,
  type RecordedCall,
  recordingHeader,
  serialiseRecording,
} from '../../src/host/recording.ts'
import { replay } from '../../src/host/replay.ts'
import { privateDirectory } from './directory.ts'

const at = privateDirectory()
const never = new AbortController().signal
const same = (text: string) => text
/** Ports that these tests do not use are left out. */
const local = { files, logs, exec, clock, env, random } as unknown as Host
const header = recordingHeader({
  tool: { name: 'firstfault', version: '0.0.0' },
  startedAt: '2026-11-20T23:00:00.000Z',
  gateway: { name: 'test', system: 'joelclaw' },
  settings: { hours: 1 },
})

/** What a walk might ask. */
async function walk(host: Host) {
  return {
    started: host.clock.now(),
    read: await host.files.read({ path: at('log') }),
    missing: await host.files.read({ path: at('none'), maxBytes: undefined }),
    scanned: await host.logs.scan({ path: at('log'), needles: ['ERR'], around: 9, maxHits: 9 }, never),
    ran: await host.exec.run({ file: 'echo', args: ['hello'], deadlineMs: 5000 }, host.clock.deadline(5000)),
    path: host.env.get('PATH'),
    unset: host.env.get('FIRSTFAULT_TEST_UNSET'),
    who: host.env.who(),
    ids: [host.random.uuid(), host.random.uuid()],
    slept: await host.clock.sleep({ ms: 1 }, never),
    ended: host.clock.now(),
  }
}

async function recorded(clean = same) {
  const calls: RecordedCall[] = []
  await writeFile(at('log'), 'fine\nERR token=planted-secret\n')
  const seen = await walk(record(local, (call) => calls.push(call), clean))
  return { calls: parseRecording(serialiseRecording({ header, calls })).calls, seen }
}

describe('record and replay', () => {
  it('gives the same answers again', async () => {
    const { calls, seen } = await recorded()
    expect(seen.read).toMatchObject({ ok: true })
    expect(await walk(replay(calls))).toEqual(seen)
  })

  it('records no deadline, no sleep and no signal', async () => {
    const { calls } = await recorded()
    expect(calls.map((call) => call.method)).not.toContain('deadline')
    expect(calls.map((call) => call.method)).not.toContain('sleep')
    expect(calls.find((call) => call.port === 'exec')?.request).toEqual({
      file: 'echo',
      args: ['hello'],
      deadlineMs: 5000,
    })
    expect(calls.find((call) => call.method === 'who')?.request).toBeNull()
  })

  it('cleans what is written and not what is answered', async () => {
    const { calls, seen } = await recorded((text) => text.replaceAll('planted-secret', '[secret]'))
    expect(JSON.stringify(seen)).toContain('planted-secret')
    expect(JSON.stringify(calls)).not.toContain('planted-secret')
    expect(await walk(replay(calls))).toMatchObject({ read: { text: 'fine\nERR token=[secret]\n' } })
  })

  it('cleans by name, and finds a cleaned request again', async () => {
    const clean = (text: string) => text.replace(/(?<=token=)\S+/, '[secret]')
    const calls: RecordedCall[] = []
    const answer = { ok: true, messages: [{ token: 'abc', note: 'abc' }], closeCode: null }
    const stub = { ws: { exchange: async () => answer } } as unknown as Host
    const request = { url: 'ws://127.0.0.1/?token=abc', frames: [], deadlineMs: 1 }
    await record(stub, (call) => calls.push(call), clean).ws.exchange(request, never)
    expect(calls[0]).toMatchObject({ request: { url: 'ws://127.0.0.1/?token=[secret]' } })
    expect(await replay(calls, clean).ws.exchange(request, never)).toEqual({
      ...answer,
      messages: [{ token: '[secret]', note: 'abc' }],
    })
  })

  it('answers in order, and with the last answer when there are no more', () => {
    const calls = [1, 2].map((n) => ({ port: 'random', method: 'uuid', request: null, answer: `id ${n}` }))
    const { random } = replay(calls)
    expect([random.uuid(), random.uuid(), random.uuid()]).toEqual(['id 1', 'id 2', 'id 2'])
  })

  it('does not depend on the order of names in a request', async () => {
    const request = { path: '/x', maxBytes: 5 }
    const host = replay([{ port: 'files', method: 'read', request, answer: { ok: false } }])
    expect(await host.files.read({ maxBytes: 5, path: '/x' })).toEqual({ ok: false })
  })

  it('rejects what is not in the recording', async () => {
    const host = replay([])
    await expect(host.files.read({ path: '/x' })).rejects.toThrow(
      'not in the recording: files.read {"path":"/x"}',
    )
    expect(() => host.env.get('HOME')).toThrow('not in the recording: env.get "HOME"')
  })

  it('repeats what a port threw', async () => {
    const calls: RecordedCall[] = []
    const broken = { kube: { nodes: () => Promise.reject(new Error('a defect')) } } as unknown as Host
    const request = { target: { kubeconfig: null, context: null }, deadlineMs: 1 }
    const told = (call: RecordedCall) => calls.push(call)
    await expect(record(broken, told, same).kube.nodes(request, never)).rejects.toThrow('a defect')
    await expect(replay(calls).kube.nodes(request, never)).rejects.toThrow('a defect')
  })

  it('lets replayed time pass for who waits in a loop', async () => {
    const host = replay([{ port: 'clock', method: 'now', request: null, answer: 1000 }])
    const until = host.clock.now() + 500
    let rounds = 0
    for (; host.clock.now() < until; rounds += 1) await host.clock.sleep({ ms: 100 }, never)
    expect(rounds).toBe(5)
  })
})
