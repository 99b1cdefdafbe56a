import type { WalkEvent } from '../core/walk.ts'
import { progressLine } from '../render/progress.ts'

export interface Progress {
  readonly hear: (event: WalkEvent) => void
  readonly end: () => Promise<void>
}

/** Progress on stderr, each line behind `prefix`: listr2 on a terminal, one plain line a layer elsewhere and under CI. */
export async function startProgress(prefix: string): Promise<Progress> {
  const live = process.stderr.isTTY && !process.env.CI && process.env.TERM !== 'dumb'
  if (live) return (await import('./progress-live.ts')).liveProgress(prefix)
  return {
    hear: (event) => {
      if (event.type === 'layer-ended') process.stderr.write(`${prefix}${progressLine(event.report)}\n`)
    },
    end: async () => {},
  }
}
