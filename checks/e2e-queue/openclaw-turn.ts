import {
  type Check,
  defineCheck,
  fine,
  found,
  type Outcome,
  skipped,
  unchecked,
} from '../../src/core/check.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import { at, numberOf, textOf } from '../../src/systems/openclaw/lenient.ts'
import { configOf, type OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import { answerTo, callFrame, connectFrame } from '../../src/systems/openclaw/rpc.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'

/** The session that our turns go to; it is listed among the gateway's sessions, and nobody else uses it. */
const SESSION = 'firstfault-probe'
const QUESTION = 'firstfault probe: answer with the word pong.'

/** One real turn, asked and answered. OpenClaw has no queue that could be watched: only an answer proves that it
 *  answers. It costs one model call and leaves one row each in the sessions and the tasks. */
export function turnCheck(settings: OpenclawSettings, probes: OpenclawProbes): Check {
  const { turnMs } = settings.thresholds
  return defineCheck({
    id: 'e2e-queue/turn',
    title: 'a message is answered',
    effects: 'writes',
    codes: ['e2e-queue.not-answered', 'e2e-queue.answer-failed'],
    looks: [`one turn on the session agent:<agent>:${SESSION}`],
    deadlineMs: turnMs + 10_000,
    run: async ({ host, signal, ask, e2e }) => {
      if (e2e !== 'answer') return skipped('OpenClaw has no queue to drain; --e2e answer makes one real turn')
      const [answer, status, port] = await Promise.all([
        ask(probes.config),
        ask(probes.http),
        ask(probes.port),
      ])
      const config = configOf(answer)
      if (!config || status.kind !== 'gateway')
        return unchecked('no gateway answers that the turn could be given to')
      const agent = config.agents[0]?.id ?? 'main'
      const runId = host.random.uuid()
      const { auth, secret } = config
      const frames = [
        connectFrame(auth, secret, ['operator.read', 'operator.write']),
        callFrame('2', 'agent', {
          message: QUESTION,
          sessionKey: `agent:${agent}:${SESSION}`,
          idempotencyKey: runId,
          deliver: false,
        }),
        callFrame('3', 'agent.wait', { runId, timeoutMs: turnMs }),
      ]
      const request = {
        url: `ws://127.0.0.1:${port}`,
        frames,
        ...(secret ? { secrets: [secret] } : {}),
        deadlineMs: turnMs + 5_000,
        maxBytes: 8_000_000,
      }
      const exchange = await host.ws.exchange(request, signal)
      return exchange.ok
        ? judgeTurn(exchange.messages, agent, turnMs)
        : found([finding('e2e-queue.not-answered', agent, exchange.message)])
    },
  })
}

/** A turn is well when its end says `ok` and the text of its answer is not empty. */
export function judgeTurn(messages: readonly unknown[], agent: string, turnMs: number): Outcome {
  const accepted = answerTo(messages, '2')
  const end = at(answerTo(messages, '3'), 'payload')
  const status = textOf(at(end, 'status'), 40)
  const refused =
    textOf(at(accepted, 'error', 'message'), 300) ??
    textOf(at(answerTo(messages, '1'), 'error', 'message'), 300)
  if (refused && status === null) return found([finding('e2e-queue.answer-failed', agent, refused)])
  const text = textOf(at(end, 'terminalReply', 'text'), 100)
  if (status === 'ok' && text !== null)
    return fine(
      `answered in ${numberOf(at(end, 'durationMs')) ?? 'time'}`.replace('in time', 'within its time'),
    )
  if (status === 'timeout' || status === null)
    return found([finding('e2e-queue.not-answered', agent, `no end of the turn within ${turnMs} ms`)])
  const why =
    textOf(at(end, 'error'), 300) ??
    textOf(at(end, 'error', 'message'), 300) ??
    textOf(at(end, 'summary'), 300) ??
    `${status} without an answer`
  return found([finding('e2e-queue.answer-failed', agent, why)])
}

function finding(
  code: 'e2e-queue.not-answered' | 'e2e-queue.answer-failed',
  agent: string,
  why: string,
): Observation {
  const summary =
    code === 'e2e-queue.not-answered'
      ? `a turn of agent ${agent} got no answer: ${why.slice(0, 160)}`
      : `a turn of agent ${agent} failed: ${why.slice(0, 160)}`
  return {
    code,
    severity: 'fault',
    summary,
    evidence: [evidence('WebSocket agent, agent.wait', why)],
    params: { agent, error: why.slice(0, 160), age: 'its time' },
  }
}
