import type { LayerReport } from '../core/report.ts'
import type { WalkEvent } from '../core/walk.ts'
import { neutralise } from '../redact/neutralise.ts'

export interface Progress {
  readonly hear: (event: WalkEvent) => void
  readonly end: () => Promise<void>
}

/** Progress on stderr: listr2 on a terminal, one plain line a layer elsewhere and under CI. */
export async function startProgress(gateway: string, several: boolean): Promise<Progress> {
  const prefix = several ? `${gateway}: ` : ''
  const live = process.stderr.isTTY && !process.env.CI && process.env.TERM !== 'dumb'
  if (live) return (await import('./progress-live.ts')).liveProgress(prefix)
  return {
    hear: (event) => {
      if (event.type === 'layer-ended') process.stderr.write(`${prefix}${plainLine(event.report)}\n`)
    },
    end: async () => {},
  }
}

/** One layer in one line without colours. */
export function plainLine({ layer, status, detail, durationMs }: LayerReport): string {
  const time = status === 'skipped' ? '' : ` (${durationMs} ms)`
  return neutralise(`${layer.padEnd(18)} ${status.padEnd(8)} ${detail}${time}`).replaceAll('\n', ' ')
}
