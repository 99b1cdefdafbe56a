import type { Watch } from '../../monitor/watch.ts'

/** How a Houmao agent is watched. Never restarted: every command of houmao-mgr about an agent rewrites the files that
 *  explain a failure, and an attach that fails may end the agent's own window. It has no channels. */
export const HOUMAO_WATCH: Watch = {
  critical: ['substrate', 'process', 'cli-status'],
  restart: null,
  channels: { signs: [], muted: [], untold: [] },
  ingest: null,
  redis: null,
}
