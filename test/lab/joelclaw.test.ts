import { existsSync, readFileSync } from 'node:fs'
import net from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { type Lab, startLab } from './joelclaw/lab.ts'

let lab: Lab | null = null
afterEach(async () => {
  await lab?.stop()
  lab = null
})

/** Whether anybody takes connections on a loopback port. */
function taken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

it('a gateway comes up and says that it is well', async () => {
  lab = await startLab()
  const health = await lab.health()
  expect(health).toMatchObject({ ok: true, available: true, healthy: true, mode: 'normal' })
  expect(health).toMatchObject({ status: { pid: lab.daemon.pid, model: 'anthropic/claude-opus-4-6' } })
  expect(readFileSync(lab.places.pid, 'utf8')).toBe(`${lab.daemon.pid}\n`)
  expect(await lab.redis.smembers('joelclaw:gateway:sessions')).toEqual(['gateway'])
})

it('an event is drained, answered and forgotten', async () => {
  lab = await startLab()
  await lab.push('test.gateway-e2e', { nonce: 'b0a7' })
  await lab.settled()
  const lines = lab.transcript()
  expect(lines.at(-2)).toContain('b0a7')
  expect(lines.at(-1)).toContain('"role":"assistant"')
  expect(await lab.redis.xlen('joelclaw:gateway:messages')).toBe(0)
})

it('a prompt that throws is lost: one failure, then the retry is dropped as a duplicate', async () => {
  lab = await startLab({ knobs: { streaming: true } })
  await lab.message('hello?')
  await lab.settled()
  expect(readFileSync(lab.places.err, 'utf8').match(/command-queue: prompt failed/g)).toHaveLength(1)
  expect(readFileSync(lab.places.log, 'utf8')).toContain('[command-queue] dropped consecutive duplicate {')
})

it('a provider error inside the stream leaves /health well and the message unanswered', async () => {
  lab = await startLab()
  lab.anthropic.mood = 'overloaded'
  await lab.message('hello?')
  await lab.settled()
  expect(await lab.health()).toMatchObject({ healthy: true, components: { consecutivePromptFailures: 0 } })
  expect(lab.transcript().at(-1)).toContain('"stopReason":"error"')
  expect(readFileSync(lab.places.err, 'utf8')).toContain('API error detected via message_end {')
})

it('a start-up that throws ends the process', async () => {
  lab = await startLab({ daemon: 'none' })
  lab.remove('.joelclaw/gateway/.pi/extensions/gateway')
  await expect(lab.start()).rejects.toThrow('ended')
  expect(await lab.daemon.ended).toEqual({ code: 1, signal: null })
})

it('after the stop no process, no port and no file is left, also of a frozen daemon', async () => {
  lab = await startLab()
  const { pid } = lab.daemon
  const ports = [lab.forward, lab.anthropic, lab.openai, lab.telemetry, lab.kube, lab.inngest].map(
    (one) => one.port,
  )
  lab.daemon.kill('SIGSTOP')
  const { root } = lab.places
  await lab.stop()
  expect(isAlive(pid)).toBe(false)
  expect(await Promise.all(ports.map(taken))).toEqual(ports.map(() => false))
  expect(existsSync(root)).toBe(false)
})
