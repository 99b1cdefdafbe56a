/** What a lab gateway does wrong; nothing by default. */
export interface Knobs {
  readonly health?: 'ok' | 'html' | 'json' | 'skew' | 'hangs'
  /** `closed`: the process goes on without its listener. */
  readonly listener?: 'open' | 'closed'
  readonly core?: 'ok' | 'hangs' | 'fails'
  /** `idle`: beats and takes nothing from the queue. */
  readonly worker?: 'alive' | 'idle' | 'dead'
  /** Parts of the status that differ. */
  readonly state?: Readonly<Record<string, unknown>>
  /** Why prompts are refused at the door, and why they fail later. */
  readonly blocked?: string
  readonly refuses?: string
}
