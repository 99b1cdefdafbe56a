import { createConnection, type Socket } from 'node:net'
import type { PortsPort } from '../ports.ts'
import { errorCode } from './file-problem.ts'

type Answer = Awaited<ReturnType<PortsPort['connect']>>
type Word = Extract<Answer, { ok: false }>['problem']

/** Bytes kept of what the other side says first. */
const MAX_FIRST = 1024

const MEANING: Readonly<Record<string, Word>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
}

/** `deadlineMs` is for the connection, `listenMs` begins after it. */
export const connect: PortsPort['connect'] = ({ host, port, deadlineMs, listenMs }, signal) => {
  const { promise, resolve } = Promise.withResolvers<Answer>()
  const where = `${host} port ${port}`
  const fail = (problem: Word, message: string) => resolve({ ok: false, problem, message })
  const stop = () => fail('timeout', `${where}: stopped before there was an answer`)
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  let timer = setTimeout(
    () => fail('timeout', `${where} took no connection within ${deadlineMs} ms`),
    deadlineMs,
  )
  let socket: Socket | undefined
  try {
    socket = createConnection({ host, port })
    let connected = false
    const taken = (side: 'waits' | 'closes' | 'speaks', first = '') => resolve({ ok: true, side, first })
    socket.once('connect', () => {
      connected = true
      clearTimeout(timer)
      timer = setTimeout(() => taken('waits'), listenMs)
    })
    socket.once('data', (bytes) => taken('speaks', bytes.subarray(0, MAX_FIRST).toString('utf8')))
    socket.once('end', () => taken('closes'))
    socket.on('error', (error) => {
      const code = codeOf(error)
      // A reset can come before we hear that the connection was taken; where nobody listens it is "refused".
      if (connected || code === 'ECONNRESET') taken('closes')
      else fail(MEANING[code] ?? 'unreachable', `${where}: ${code}`)
    })
  } catch (error) {
    fail('unreachable', `${where}: ${errorCode(error)}`)
  }
  return promise.finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    socket?.destroy()
  })
}

/** A name with several addresses fails with one error per address; the first speaks for them. */
function codeOf(error: unknown): string {
  const code = errorCode(error)
  if (code !== 'unknown error' || !(error instanceof AggregateError)) return code
  return errorCode(error.errors[0])
}
