/** One step of a demonstration: what happens to the gateway, and what the diagnosis of it must come to. */
export interface Act {
  readonly title: string
  readonly happens: () => Promise<void>
  /** Arguments of `diagnose` besides the configuration. */
  readonly args: readonly string[]
  /** Exit code that the diagnosis must have; another one means that the demonstration itself failed. */
  readonly exits: number
}

/** A live gateway to demonstrate on. `stop` ends every process that it started and removes its files. */
export interface Stage {
  readonly introduction: readonly string[]
  readonly config: string
  readonly acts: readonly Act[]
  readonly stop: () => Promise<void>
}
