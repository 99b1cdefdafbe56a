import type { RedisProblem } from '../../host/redis.ts'
import { EMPTY, parseState, type State } from '../state.ts'
import { append, type Numbered, newest, prune } from './numbered.ts'
import { type Shared, swap } from './shared.ts'

const STEM = 'state'
const KEEP = 3
const TRIES = 50

/** Where the state of one gateway is kept: always in our own directory, and in a shared Redis where one is given. */
export interface Places {
  readonly directory: string
  readonly shared: Shared | null
}

export interface Change<T> {
  readonly state: State
  readonly answer: T
}

export interface Updated<T> {
  readonly state: State
  readonly answer: T
  /** Why the shared Redis was not asked; the own directory alone counts then. */
  readonly problem: string | null
}

/** Whether the shared Redis was asked. */
export interface Sharing {
  /** Why not; null where it was, or where there is none. */
  readonly problem: string | null
  /** How long it has kept what it was told, ms; null where it was not asked. */
  readonly keptMs: number | null
}

type Changing<T> = (state: State, sharing: Sharing) => Change<T>

/** Changes the state as one step. `change` is pure and may be asked more than once: when another monitor was
 *  quicker, it is asked again about what that one made. The state itself as answer writes nothing. The newer of the
 *  two places counts, so that an emptied Redis forgets nothing that this machine remembers. */
export async function update<T>(places: Places, change: Changing<T>): Promise<Updated<T>> {
  const { directory, shared } = places
  let problem: string | null = null
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const kept = await newest(directory, STEM)
    const local = stateOf(kept)
    if (shared && problem === null) {
      const swapped = await swap(shared, (text, keptMs) => {
        const there = text === null ? null : parseState(text)
        const before = there && there.revision > local.revision ? there : local
        const made = next(before, change, { problem: null, keptMs })
        return { text: made.state === before ? null : JSON.stringify(made.state), answer: made }
      })
      if (swapped?.ok) {
        if (swapped.text !== null) {
          await append(directory, STEM, { number: swapped.answer.state.revision, text: swapped.text })
          await prune(directory, STEM, KEEP)
        }
        return { ...swapped.answer, problem: null }
      }
      problem = swapped === null ? 'too many monitors write to the shared Redis' : messageOf(swapped)
    }
    const made = next(local, change, { problem, keptMs: null })
    if (made.state === local) return { ...made, problem }
    const text = JSON.stringify(made.state)
    if (!(await append(directory, STEM, { number: made.state.revision, text }))) continue
    await prune(directory, STEM, KEEP)
    return { ...made, problem }
  }
  throw new Error(`the state in ${directory} changes faster than it can be read`)
}

function next<T>(state: State, change: Changing<T>, sharing: Sharing): Change<T> {
  const made = change(state, sharing)
  if (made.state === state) return made
  return { answer: made.answer, state: { ...made.state, revision: state.revision + 1 } }
}

/** What a file holds; a damaged one counts as empty, and keeps its number so that the next one can be written. */
function stateOf(kept: Numbered | null): State {
  if (!kept) return EMPTY
  return { ...(parseState(kept.text) ?? EMPTY), revision: kept.number }
}

const messageOf = (problem: RedisProblem): string => problem.message
