/** Where an entry stands in the tree. Entries without ids (transcripts of before the tree) follow each other. */
interface Place {
  readonly id: string | null
  /** Null at a root; undefined where the entry does not say. */
  readonly parentId: string | null | undefined
  /** When it was appended, epoch ms; null where it does not say. */
  readonly at: number | null
}

/** A tool call of an assistant message; `given` is the beginning of its arguments as JSON. */
export interface ToolCall {
  readonly id: string
  readonly name: string
  readonly given: string
}

export interface HeaderEntry extends Place {
  readonly kind: 'header'
  readonly session: string
  readonly cwd: string | null
  readonly parentSession: string | null
}

export interface UserEntry extends Place {
  readonly kind: 'user'
  /** The channel or producer, where the prompt tells. */
  readonly from: string | null
  /** Its beginning, without what the gateway put before it. */
  readonly text: string
  /** True for a message of our own end-to-end test and nothing else. */
  readonly probe: boolean
  /** When it was sent, by the writer's second clock; epoch ms. */
  readonly sentAt: number | null
}

export interface AssistantEntry extends Place {
  readonly kind: 'assistant'
  readonly text: string
  readonly calls: readonly ToolCall[]
  /** `provider/model`. */
  readonly model: string | null
  /** stop, length, toolUse, error, aborted; other words survive. */
  readonly stopReason: string | null
  readonly error: string | null
  /** When its stream began; epoch ms. */
  readonly startedAt: number | null
  /** Tokens in the model's context with this answer, and the price of it in USD. */
  readonly tokens: number | null
  readonly cost: number | null
}

export interface ToolResultEntry extends Place {
  readonly kind: 'tool-result'
  readonly callId: string
  readonly tool: string
  readonly isError: boolean
  readonly text: string
}

/** A command that the operator ran in the session himself. */
export interface BashEntry extends Place {
  readonly kind: 'bash'
  readonly command: string
  readonly failed: boolean
}

export interface ModelChangeEntry extends Place {
  readonly kind: 'model-change'
  readonly model: string
}

export interface CompactionEntry extends Place {
  readonly kind: 'compaction'
  readonly tokensBefore: number | null
}

/** A note of an extension that is part of the conversation. */
export interface NoticeEntry extends Place {
  readonly kind: 'notice'
  readonly type: string
  readonly text: string
}

/** A record that tells nothing about the conversation, also of a type that we do not know. */
export interface OtherEntry extends Place {
  readonly kind: 'other'
  readonly type: string
}

/** One record of a transcript of the pi family, as far as it is used: pi's session files of version 1 to 3 (SDK 0.57
 *  to 0.73) and OpenClaw's of version 4. Long texts are cut. */
export type Entry =
  | HeaderEntry
  | UserEntry
  | AssistantEntry
  | ToolResultEntry
  | BashEntry
  | ModelChangeEntry
  | CompactionEntry
  | NoticeEntry
  | OtherEntry
