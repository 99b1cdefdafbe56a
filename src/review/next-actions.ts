import type { Action } from '../core/finding.ts'
import { shellQuote } from '../core/remedy.ts'
import type { Review } from './document.ts'

/** What to do after reading it: walk the layers where something is wrong, look further back where nothing is seen. */
export function nextActionsOf(review: Omit<Review, 'nextActions'>): readonly Action[] {
  const name = shellQuote(review.gateway.name)
  const look = (command: string, description: string): Action => ({ command, description, changes: false })
  const failed = review.exchanges.at(-1)?.error ?? null
  const actions: Action[] = []
  if (review.open.length > 0 || failed !== null || review.highlights.length > 0)
    actions.push(look(`firstfault diagnose ${name}`, 'walk the layers and find the first fault'))
  if (review.session.sources.length === 0)
    actions.push(
      look(
        `firstfault diagnose ${name} --only cli-status,session-transcript,model-api --keep-going`,
        'see why no model has answered',
      ),
    )
  else if (review.exchanges.length === 0)
    actions.push(look(`firstfault review ${name} --hours ${24}`, 'look further back'))
  return actions
}
