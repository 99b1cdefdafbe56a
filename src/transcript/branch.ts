import type { Entry } from './entry.ts'

/** The entries of the branch that the session stands on, in file order: from the last entry up its parents. Where a
 *  parent is missing (a damaged line, or the end of what was read) it goes on with the entry before in the file. */
export function currentBranch(entries: readonly Entry[]): ReadonlySet<Entry> {
  const known = new Map<string, number>()
  for (const [index, { id }] of entries.entries()) if (id !== null) known.set(id, index)
  const branch = new Set<Entry>()
  let index = entries.length - 1
  while (index >= 0) {
    const entry = entries[index] as Entry
    branch.add(entry)
    if (entry.parentId === null) break
    const parent = typeof entry.parentId === 'string' ? known.get(entry.parentId) : undefined
    // Only an earlier entry can be a parent: a loop of ids must not become one of ours.
    index = parent !== undefined && parent < index ? parent : index - 1
  }
  for (const entry of entries) if (entry.id === null) branch.add(entry)
  return branch
}
