import type { Knobs } from './knobs.ts'

/** All that a daemon must know to start; passed in the environment variable `JOELCLAW_LAB` as JSON. */
export interface DaemonOptions {
  readonly paths: {
    readonly pid: string
    readonly wsPort: string
    readonly session: string
    readonly transcripts: string
    readonly tripwire: string
    readonly workingDir: string
    readonly agentDir: string
    readonly home: string
  }
  readonly wsPort: number
  readonly redisPort: number
  /** Base addresses of the providers' stand-ins. */
  readonly providers: Readonly<Record<string, string>>
  readonly emitUrl: string
  readonly knobs: Partial<Knobs>
  /** Restore the model of the resumed session instead of the configured one, as older builds did. */
  readonly keepsResumedModel: boolean
}

/** What the lab tells the daemon. */
export type Order =
  | { readonly do: 'turn'; readonly knobs: Partial<Knobs> }
  | { readonly do: 'inbound'; readonly source: string; readonly text: string }
  | { readonly do: 'say'; readonly stream: 'out' | 'err'; readonly text: string }

/** The daemon's answers: `booted` when its start-up ended, else the number of the order that was done. */
export type Report = { readonly booted: true } | { readonly done: number }
