import { expect, test } from 'vitest'
import { asFurtherStart, isMended } from '../../../checks/error-log/openclaw-log.ts'
import type { Observation } from '../../../src/core/finding.ts'
import type { ConfigAnswer } from '../../../src/systems/openclaw/config.ts'
import type { HttpStatus } from '../../../src/systems/openclaw/http.ts'

const REFUSED = Date.parse('2026-11-21T04:35:17Z')
const ignored: Observation = {
  code: 'error-log.config-ignored',
  severity: 'warning',
  summary: 'an edit was ignored',
  evidence: [],
  at: '2026-11-21T04:35:17.000Z',
}
const written = (at: number) => ({ kind: 'read', config: {}, mtimeMs: at }) as ConfigAnswer

test.each([
  ['a valid file was written later', ignored, written(REFUSED + 3_000), 30_000, true],
  ['the edit itself is what lies there', ignored, written(REFUSED - 500), 30_000, false],
  ['a later edit may yet be refused', ignored, written(REFUSED + 3_000), 5_000, false],
  ['the file is damaged', ignored, { kind: 'invalid' } as ConfigAnswer, 30_000, false],
  ['another finding', { ...ignored, code: 'error-log.disk-full' }, written(REFUSED + 3_000), 30_000, false],
] as const)('%s', (_, finding, config, after, mended) => {
  expect(isMended(finding, config, REFUSED + after)).toBe(mended)
})

const failedStart: Observation = {
  ...ignored,
  code: 'error-log.start-failed',
  severity: 'fault',
  summary: 'it did not come up',
}
const up = (uptimeMs: number, ready = true) => ({ kind: 'gateway', ready, uptimeMs }) as HttpStatus

test.each([
  ['beside a gateway that was up before it', failedStart, up(60_000), 'note'],
  ['of the gateway that is up by now', failedStart, up(20_000), 'fault'],
  ['beside a gateway that is not ready', failedStart, up(60_000, false), 'fault'],
  ['with nobody up', failedStart, { kind: 'none' } as HttpStatus, 'fault'],
  ['no start at all', { ...failedStart, code: 'error-log.disk-full' }, up(60_000), 'fault'],
] as const)('a start that failed, %s', (_, finding, http, severity) => {
  expect(asFurtherStart(finding, http, REFUSED + 30_000).severity).toBe(severity)
})
