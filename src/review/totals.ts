import type { Entry } from '../transcript/entry.ts'
import type { Totals } from './document.ts'
import type { Show } from './show.ts'

/** Kinds of tools that are counted by name. */
const MOST_NAMES = 50

/** What the entries of the window add up to. */
export function totalsOf(entries: readonly Entry[], damagedLines: number, show: Show): Totals {
  const count = (counts: (entry: Entry) => boolean) => entries.filter(counts).length
  const assistants = entries.filter((entry) => entry.kind === 'assistant')
  const costs = assistants.flatMap((entry) => entry.cost ?? [])
  return {
    entries: entries.length,
    userMessages: count((entry) => entry.kind === 'user'),
    assistantMessages: assistants.length,
    toolCalls: byName(
      assistants.flatMap((entry) => entry.calls.map((call) => show.plain(call.name).slice(0, 80))),
    ),
    toolErrors: count((entry) => entry.kind === 'tool-result' && entry.isError),
    errors: count((entry) => entry.kind === 'assistant' && entry.stopReason === 'error'),
    aborted: count((entry) => entry.kind === 'assistant' && entry.stopReason === 'aborted'),
    compactions: count((entry) => entry.kind === 'compaction'),
    modelChanges: count((entry) => entry.kind === 'model-change'),
    tokens: sum(assistants.flatMap((entry) => entry.tokens ?? [])),
    costUsd: costs.length > 0 ? Number(sum(costs).toFixed(6)) : null,
    damagedLines,
  }
}

/** How often each name occurs, the most frequent first. */
function byName(names: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_NAMES))
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
