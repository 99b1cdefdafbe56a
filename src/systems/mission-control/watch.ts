import type { RestartWatch, Watch } from '../../monitor/watch.ts'
import type { MissionControlSettings } from './settings.ts'

/** How a Mission Control is watched. Its tasks go through PostgreSQL, Redis and the one worker. It has no channels of
 *  its own. */
export const missionControlWatch = (settings: MissionControlSettings): Watch => ({
  critical: ['substrate', 'process', 'redis'],
  restart: workerRestart(settings),
  channels: { signs: [], muted: [], untold: [] },
  ingest: null,
  redis: null,
})

/** A worker that is gone is started where it is known what runs it. One that hangs is left alone: a restart loses the
 *  task in its hand, and the gateway that it waits for is the cause. */
function workerRestart({ sides: { worker }, compose }: MissionControlSettings): RestartWatch | null {
  const command = worker.unit
    ? ['systemctl', ...(worker.unit.user ? ['--user'] : []), 'restart', worker.unit.unit]
    : compose && [compose.docker, 'compose', '-f', compose.file, 'up', '-d', worker.service]
  return command && { command, mends: ['process.worker-missing'], unless: ['substrate', 'redis'] }
}
