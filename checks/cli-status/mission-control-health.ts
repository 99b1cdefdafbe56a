import { type Check, missingCheck } from '../../src/core/check.ts'
import type { MissionControlSettings } from '../../src/systems/mission-control/settings.ts'
import { httpHealth } from './http-health.ts'

const TITLE = 'the web server of the API answers (a static page, it knows nothing of the database)'

/** `/readyz` stays 200 without database and without Redis: it proves only that uvicorn answers. */
export function missionControlHealth({ api, thresholds }: MissionControlSettings): Check {
  if (!api) return missingCheck('cli-status/readyz', TITLE, 'no API is configured: set `api` to its base URL')
  const check = httpHealth.make({
    name: 'readyz',
    url: `${api}/readyz`,
    statuses: [200],
    contentType: 'application/json',
    body: { ok: true },
    draining: null,
    slowMs: 2_000,
    deadlineMs: thresholds.httpMs,
  })
  return { ...check, title: TITLE }
}
