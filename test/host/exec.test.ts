import { chmod, readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { ExecRequest } from '../../src/host/exec.ts'
import { exec } from '../../src/host/machine/exec.ts'
import { privateDirectory } from './directory.ts'

const at = privateDirectory()
const never = new AbortController().signal

/** Runs a shell script, which is the shortest way to awkward processes; the answer with the time it took. */
async function sh(script: string, more: Partial<ExecRequest> = {}, signal = never) {
  const begun = performance.now()
  const answer = await exec.run({ file: '/bin/sh', args: ['-c', script], deadlineMs: 5000, ...more }, signal)
  return { answer, took: performance.now() - begun }
}

describe('exec.run', () => {
  it('gives exit code and both streams as they were written', async () => {
    const { answer } = await sh('echo out; echo err >&2; exit 3')
    expect(answer).toEqual({ ok: true, exitCode: 3, stdout: 'out\n', stderr: 'err\n' })
  })

  it('passes arguments as they are and adds to the environment', async () => {
    const args = [
      '-e',
      'console.log(JSON.stringify([process.argv[1], process.env.ADDED, !!process.env.PATH]))',
    ]
    const answer = await exec.run(
      { file: process.execPath, args: [...args, '$HOME; "x"'], env: { ADDED: 'yes' }, deadlineMs: 5000 },
      never,
    )
    expect(answer).toMatchObject({ ok: true, stdout: '["$HOME; \\"x\\"","yes",true]\n' })
  })

  it('closes stdin', async () => {
    expect((await sh('cat; echo done')).answer).toMatchObject({ ok: true, stdout: 'done\n' })
  })

  it('has no exit code for what a signal ended', async () => {
    expect((await sh('kill -KILL $$')).answer).toMatchObject({ ok: true, exitCode: null })
  })

  it('names a missing command, and one that may not be run', async () => {
    const run = (file: string) => exec.run({ file, args: [], deadlineMs: 5000 }, never)
    expect(await run('firstfault-no-such-command')).toMatchObject({ ok: false, problem: 'missing' })
    await writeFile(at('not-executable'), '#!/bin/sh\n')
    await chmod(at('not-executable'), 0o600)
    expect(await run(at('not-executable'))).toMatchObject({ ok: false, problem: 'denied' })
    const env = { PATH: at('.') }
    const byName = await exec.run({ file: 'not-executable', args: [], env, deadlineMs: 5000 }, never)
    expect(byName).toMatchObject({ ok: false, problem: 'denied' })
  })

  it('ends in time although a grandchild holds the pipe', async () => {
    const { answer, took } = await sh('sleep 20 & echo $!; sleep 20', { deadlineMs: 200 })
    expect(answer).toMatchObject({ ok: false, problem: 'timeout' })
    expect(took).toBeLessThan(1500)
  })

  it('ends in time although a descendant in its own session holds the pipe', async () => {
    const script = `
      const child = require('node:child_process').spawn('sleep', ['20'], { detached: true, stdio: 'inherit' })
      require('node:fs').writeFileSync(process.argv[1], String(child.pid))`
    const begun = performance.now()
    const request = { file: process.execPath, args: ['-e', script, at('pid')], deadlineMs: 500 }
    const answer = await exec.run(request, never)
    process.kill(Number(await readFile(at('pid'), 'utf8')), 'SIGKILL')
    expect(answer).toMatchObject({ ok: false, problem: 'timeout' })
    expect(performance.now() - begun).toBeLessThan(4000)
  })

  it('ends what ignores SIGTERM', async () => {
    const { answer, took } = await sh('trap "" TERM; while :; do sleep 0.1; done', { deadlineMs: 200 })
    expect(answer).toMatchObject({ ok: false, problem: 'timeout' })
    expect(took).toBeLessThan(2000)
  })

  it('ends when the signal aborts', async () => {
    const { answer, took } = await sh('sleep 20', {}, AbortSignal.timeout(100))
    expect(answer).toMatchObject({
      ok: false,
      problem: 'timeout',
      message: expect.stringContaining('stopped'),
    })
    expect(took).toBeLessThan(1500)
  })

  it('stops a flood', async () => {
    const { answer, took } = await sh('yes', { maxOutput: 10_000 })
    expect(answer).toMatchObject({ ok: false, problem: 'flood' })
    expect(took).toBeLessThan(3000)
  })
})
