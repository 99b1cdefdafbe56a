import { afterAll, beforeAll, inject } from 'vitest'
import { type Gateway, startGateway } from './gateway.ts'
import { type Models, startModels } from './models.ts'
import { makeSandbox, type Sandbox } from './sandbox.ts'

/** What the cases of one file share: a sandbox, the models, and the gateway that runs in it. */
export interface Bench {
  readonly entry: string
  readonly sandbox: Sandbox
  readonly models: Models
  /** The gateway that runs now; `start` and `stop` change it. */
  gateway: Gateway | null
  start(): Promise<Gateway>
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** One sandbox for a file of cases, with its gateway ready; all of it is ended and removed at the end. */
export function bench(): () => Bench {
  let made: Bench | null = null
  beforeAll(async () => {
    const entry = inject('openclaw')
    const models = await startModels()
    const sandbox = await makeSandbox(models.port)
    const bench: Bench = {
      entry,
      sandbox,
      models,
      gateway: null,
      start: async () => (bench.gateway ??= await startGateway(entry, sandbox)),
      stop: async (signal) => {
        await bench.gateway?.stop(signal)
        bench.gateway = null
      },
    }
    made = bench
    await bench.start()
  }, 120_000)
  afterAll(async () => {
    await made?.stop()
    await made?.models.stop()
    made?.sandbox.remove()
  }, 30_000)
  return () => {
    if (!made) throw new Error('the gateway did not start')
    return made
  }
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Entry point of the installed openclaw. */
    openclaw: string
  }
}
