import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Check } from '../../../src/core/check.ts'
import { joelclaw } from '../../../src/systems/joelclaw/index.ts'
import { fakeHost, NOW, runCheck } from '../../support/fake-host.ts'
import { joelclawWith } from '../../support/joelclaw.ts'
import { logFixture, loggedHost } from '../../support/joelclaw-logs.ts'
import { RECORDS } from '../../systems/joelclaw/error-records.ts'

const pieces = [
  ...RECORDS.flatMap(([, record, nearMiss]) => [record, nearMiss]),
  ...logFixture('healthy.log').split(/^(?=\[)/m),
  '[gateway] extension: x (path: /y)',
  '[gateway] shutting down {\n  signal: "watchdog:dead-session",\n}',
  '[gateway:store] persisted inbound message {\n  streamId: "9999999999999-0",\n  source: "telegram:1",\n}',
  '[command-queue] dropped consecutive duplicate {\n  source: "telegram:1",\n}',
]
const log = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })), { maxLength: 30 })

function logChecks(): readonly Check[] {
  const layers = joelclaw.layers(joelclawWith().settings)
  return [layers['error-log'], layers['stdout-flow']].flatMap((layer) =>
    'checks' in layer ? layer.checks : [],
  )
}

it('whatever the logs hold, the checks end with declared codes and bounded evidence', async () => {
  const components = fc.record({
    consecutivePromptFailures: fc.nat(4),
    session: fc.constantFrom('ok', 'dead'),
    redis: fc.constantFrom('ok', 'degraded'),
  })
  await fc.assert(
    fc.asyncProperty(log, log, components, fc.nat(7_200_000), async (err, out, live, age) => {
      const logs = { err: err.join('\n'), out: out.join('\n'), errMtime: NOW - age }
      const host = fakeHost(loggedHost({ ...logs, components: live, status: { pid: 812, uptimeMs: age } }))
      for (const check of logChecks()) {
        const { findings } = await runCheck(check, host)
        for (const finding of findings) {
          expect(check.codes).toContain(finding.code)
          expect(finding.summary).not.toMatch(/[{}]|\?/)
          expect(finding.evidence.every((one) => one.text.length <= 300)).toBe(true)
        }
      }
    }),
    { numRuns: 40 },
  )
})
