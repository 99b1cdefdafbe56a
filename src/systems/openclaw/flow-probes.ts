import { defineProbe, type Probe } from '../../core/check.ts'
import { agentIds } from './agents.ts'
import { type Delivery, deliveriesInLog } from './deliveries.ts'
import { type PendingAnswer, readPendingAnswers } from './pending-answers.ts'
import type { OpenclawProbes } from './probes.ts'
import { type Arrival, type QueuesAnswer, readArrivals, readQueues } from './queues.ts'
import type { OpenclawSettings } from './settings.ts'

/** The questions about the way of a message from its channel to the answer in the channel. */
export interface FlowProbes {
  readonly queues: Probe<QueuesAnswer>
  /** What came in during the last days, newest first. */
  readonly arrivals: Probe<readonly Arrival[]>
  /** Answers that sessions still keep. */
  readonly pendingAnswers: Probe<readonly PendingAnswer[]>
  /** What the log tells of deliveries inside the window, oldest first. */
  readonly deliveries: Probe<readonly Delivery[]>
}

export function flowProbes({ stateDir }: OpenclawSettings, probes: OpenclawProbes): FlowProbes {
  const path = `${stateDir}/state/openclaw.sqlite`
  return {
    queues: defineProbe('message queues', async (context) => {
      const { process } = await context.ask(probes.instance)
      return readQueues(context, path, process !== null)
    }),
    arrivals: defineProbe('arrivals of messages', async (context) => {
      const { process } = await context.ask(probes.instance)
      return readArrivals(context, path, process !== null)
    }),
    pendingAnswers: defineProbe('answers that sessions keep', async (context) => {
      const [config, state, { process }] = await Promise.all([
        context.ask(probes.config),
        context.ask(probes.state),
        context.ask(probes.instance),
      ])
      return readPendingAnswers(context, stateDir, agentIds(config, state), process !== null)
    }),
    deliveries: defineProbe('deliveries', async ({ ask, window }) => {
      const { records, log } = await ask(probes.log)
      return deliveriesInLog(records, log.source).filter(({ at }) => at >= window.since && at <= window.until)
    }),
  }
}
