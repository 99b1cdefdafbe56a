import { readFileSync } from 'node:fs'
import { until } from '../support/until.ts'
import { type Diagnosis, diagnose } from './diagnose.ts'
import { type Gateway, startGateway } from './gateway.ts'
import { type Models, type Mood, startModels } from './models.ts'
import { type Config, makeSandbox, type Sandbox } from './sandbox.ts'
import { type Answer, turn } from './talk.ts'

/** A sandbox, the models, and the gateway that runs in it. */
export interface Rig {
  readonly entry: string
  readonly sandbox: Sandbox
  readonly models: Models
  /** The gateway that runs now; `start` and `stop` change it. */
  gateway: Gateway | null
  /** Starts it unless it runs. */
  start(): Promise<Gateway>
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
  /** Our walk of it, as its operator would run it. */
  walk(...args: readonly string[]): Promise<Diagnosis>
  /** One message on a session of that name, and what became of it. */
  say(session: string, ms?: number): Promise<Answer>
  /** Edits the configuration of the running gateway and waits until it has taken that over. */
  edit(parts: Config): Promise<void>
  /** Gives the agent the model of that mood. */
  use(mood: Mood | 'refused' | 'no-host'): Promise<void>
  /** The first configuration again, and a message that is answered; at once where nothing was changed. */
  recover(): Promise<void>
  /** How often its log holds these words. */
  logged(words: string): number
  /** Ends the gateway and the models and removes the sandbox. */
  remove(): Promise<void>
}

/** How long the gateway may take to see an edit and to apply it, on a machine that is busy, ms. */
const EDIT_MS = 45_000

/** A rig whose gateway is not started yet. */
export async function makeRig(entry: string): Promise<Rig> {
  const models = await startModels()
  const sandbox = await makeSandbox(models.port)
  const text = () => readFileSync(sandbox.log, 'utf8')
  const logged = (words: string) => text().split(words).length - 1
  const applied = async (edit: () => boolean) => {
    const before = logged('config hot reload applied')
    if (edit())
      await until(() => logged('config hot reload applied') > before, {
        ms: EDIT_MS,
        unless: () => one.gateway?.ended() ?? true,
      })
  }
  let spoilt = false
  const one: Rig = {
    entry,
    sandbox,
    models,
    gateway: null,
    logged,
    start: async () => {
      if (!one.gateway || one.gateway.ended()) one.gateway = await startGateway(entry, sandbox)
      return one.gateway
    },
    stop: async (signal) => {
      await one.gateway?.stop(signal)
      one.gateway = null
    },
    walk: (...args) => diagnose(sandbox.env, '--system', 'openclaw', ...args),
    say: (session, ms) => turn(sandbox, session, ms),
    edit: (parts) => {
      spoilt = true
      return applied(() => {
        sandbox.configure(parts)
        return true
      })
    },
    use: (mood) => one.edit({ agents: { defaults: { model: { primary: `mock-${mood}/mock-1` } } } }),
    recover: async () => {
      if (!spoilt) return
      await applied(() => sandbox.reset())
      const { payload } = await one.say('well')
      if (payload?.status !== 'ok') throw new Error(`it did not recover: ${JSON.stringify(payload)}`)
      spoilt = false
    },
    remove: async () => {
      await one.stop()
      await models.stop()
      sandbox.remove()
    },
  }
  return one
}
