import type { AssistantEntry, Entry, NoticeEntry, ToolResultEntry, UserEntry } from './entry.ts'

/** A tool call and how it ended. */
export interface ToolRun {
  readonly id: string
  readonly name: string
  readonly given: string
  /** When the model asked for it and when the result was written; epoch ms. */
  readonly calledAt: number | null
  readonly result: ToolResultEntry | null
}

/** How an exchange ended. `steered`: a later message joined the turn, whose answer is for both. `unanswered`: the
 *  conversation went on without an answer to this one. */
export type Ending = 'answered' | 'empty' | 'error' | 'aborted' | 'steered' | 'unanswered' | 'open'

/** Messages that were queued are handed over together, within this time; ms. */
const TOGETHER_MS = 2_000

/** A user message, what the model did about it, and its answer. */
export interface Exchange {
  /** Null where the question is older than what was read, or was never asked. */
  readonly question: UserEntry | null
  readonly tools: readonly ToolRun[]
  /** The assistant's messages, oldest first; the last one closes the exchange unless it called tools. */
  readonly messages: readonly AssistantEntry[]
  readonly ending: Ending
  /** Failed attempts that a later message of the same exchange made good. */
  readonly retries: readonly AssistantEntry[]
  /** The beginning and the end, epoch ms; the end is null while it is open. */
  readonly startedAt: number | null
  readonly endedAt: number | null
  /** The longest silence inside it, ms. */
  readonly longestPauseMs: number
  /** Belongs to the branch that the session stands on. */
  readonly current: boolean
}

interface Draft {
  question: UserEntry | null
  tools: ToolRun[]
  messages: AssistantEntry[]
  failure: { text: string; at: number | null } | null
  steered: boolean
  current: boolean
  last: number | null
  pause: number
}

/** The exchanges of a session in the order of their questions. An entry belongs to the exchange of its parent, so that
 *  branches do not mix; without a known parent, to the last one. */
export function exchangesOf(entries: readonly Entry[], branch: ReadonlySet<Entry>): readonly Exchange[] {
  const drafts: Draft[] = []
  const homes = new Map<string, Draft>()
  const calls = new Map<string, { draft: Draft; index: number }>()
  for (const entry of entries) {
    const parent = (entry.parentId ? homes.get(entry.parentId) : undefined) ?? drafts.at(-1)
    const home = homeOf(entry, parent, drafts, branch)
    if (!home) continue
    if (entry.id !== null) homes.set(entry.id, home)
    if (entry.kind === 'assistant') addAssistant(entry, home, calls)
    else if (entry.kind === 'tool-result') addResult(entry, home, calls)
    else if (isFailureNote(entry)) home.failure = { text: entry.text, at: entry.at }
    else if (entry.kind !== 'user') continue
    if (home.last !== null && entry.at !== null) home.pause = Math.max(home.pause, entry.at - home.last)
    home.last = entry.at ?? home.last
  }
  const last = drafts.findLast((draft) => draft.current)
  return drafts.map((draft) => finished(draft, draft === last))
}

/** The draft that an entry belongs to: a new one for a question, and for an answer or a failure whose question is not
 *  known. */
function homeOf(
  entry: Entry,
  parent: Draft | undefined,
  drafts: Draft[],
  branch: ReadonlySet<Entry>,
): Draft | undefined {
  const asks = entry.kind === 'user'
  const late = parent !== undefined && isFailureNote(entry) && isOver(parent)
  const orphan =
    late || (!parent && (entry.kind === 'assistant' || entry.kind === 'tool-result' || isFailureNote(entry)))
  if (!asks && !orphan) return parent
  if (asks && parent && takesPart(entry, parent)) parent.steered = true
  const question = asks ? entry : null
  const draft: Draft = {
    question,
    tools: [],
    messages: [],
    failure: null,
    steered: false,
    current: branch.has(entry),
    last: null,
    pause: 0,
  }
  drafts.push(draft)
  return draft
}

/** OpenClaw's note of a run that failed before the model was called; the user's message may itself be missing. */
function isFailureNote(entry: Entry): entry is NoticeEntry {
  return entry.kind === 'notice' && entry.type === 'run-failed-before-reply'
}

/** Whether the turn has had its answer or its failure: what fails next is another turn. */
function isOver({ failure, messages }: Draft): boolean {
  const reason = messages.at(-1)?.stopReason
  return failure !== null || reason === 'stop' || reason === 'length'
}

function addAssistant(
  entry: AssistantEntry,
  home: Draft,
  calls: Map<string, { draft: Draft; index: number }>,
): void {
  home.messages.push(entry)
  for (const call of entry.calls) {
    calls.set(call.id, { draft: home, index: home.tools.length })
    home.tools.push({ ...call, calledAt: entry.at, result: null })
  }
}

function addResult(
  entry: ToolResultEntry,
  home: Draft,
  calls: Map<string, { draft: Draft; index: number }>,
): void {
  const place = calls.get(entry.callId)
  const run = place?.draft.tools[place.index]
  if (place && run) place.draft.tools[place.index] = { ...run, result: entry }
  else home.tools.push({ id: entry.callId, name: entry.tool, given: '', calledAt: null, result: entry })
}

/** Whether a message joins the turn: the model has its tools' results and has not gone on yet, or both messages were
 *  handed over together. A tool without a result was cut off; its turn is over. */
function takesPart(entry: UserEntry, { question, messages, tools }: Draft): boolean {
  if (messages.length === 0) return (entry.at ?? 0) - (question?.at ?? 0) <= TOGETHER_MS
  return messages.at(-1)?.stopReason === 'toolUse' && tools.every((tool) => tool.result !== null)
}

function finished(draft: Draft, isLast: boolean): Exchange {
  const { question, tools, messages, failure, steered, current, last, pause } = draft
  const closing = failure ? 'error' : endingOf(messages, steered)
  const ending = closing === 'open' && !isLast ? 'unanswered' : closing
  const failed = messages.filter((message) => message.stopReason === 'error')
  const closed = ending === 'answered' || ending === 'empty' || ending === 'error' || ending === 'aborted'
  return {
    question,
    tools,
    messages: failure ? [...messages, asMessage(failure)] : messages,
    ending,
    retries: ending === 'error' ? failed.slice(0, -1) : failed,
    startedAt:
      question?.sentAt ?? question?.at ?? messages[0]?.startedAt ?? messages[0]?.at ?? failure?.at ?? null,
    endedAt: closed ? last : null,
    longestPauseMs: pause,
    current,
  }
}

function endingOf(messages: readonly AssistantEntry[], steered: boolean): Ending {
  const closing = messages.at(-1)
  if (steered) return 'steered'
  if (!closing || closing.stopReason === 'toolUse') return 'open'
  if (closing.stopReason === 'error') return 'error'
  // A request that timed out is written as aborted by some versions; nobody aborted it.
  if (closing.stopReason === 'aborted') return /timed? ?out/i.test(closing.error ?? '') ? 'error' : 'aborted'
  return closing.text.trim() === '' && closing.calls.length === 0 ? 'empty' : 'answered'
}

/** A failure that an extension noted instead of an answer. */
function asMessage({ text, at }: { text: string; at: number | null }): AssistantEntry {
  const place = { id: null, parentId: undefined, at }
  const nothing = { calls: [], model: null, startedAt: null, tokens: null, cost: null }
  return { ...place, ...nothing, kind: 'assistant', text: '', stopReason: 'error', error: text }
}

/** The error that an exchange ended with; null where it did not. */
export function errorOf({ ending, messages }: Exchange): string | null {
  if (ending !== 'error') return null
  return messages.at(-1)?.error ?? 'the model ended with an error that it did not name'
}
