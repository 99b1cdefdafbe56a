import { mkdir, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, vi } from 'vitest'
import type { Outcome } from '../../../src/core/check.ts'
import { HOUR, MINUTE } from '../../../src/core/window.ts'
import { files } from '../../../src/host/machine/files.ts'
import { logs } from '../../../src/host/machine/logs.ts'
import { joelclaw } from '../../../src/systems/joelclaw/index.ts'
import { privateDirectory } from '../../host/directory.ts'
import { fakeHost, NOW, runCheck } from '../../support/fake-host.ts'
import { answered, healthBody, joelclawWith } from '../../support/joelclaw.ts'
import { PiScript } from '../../support/pi-session.ts'

/** A turn that runs for a quarter of an hour, as the daemon's status tells of it. */
export const BUSY = {
  isStreaming: true,
  supersession: { activeRequest: { enqueuedAt: NOW - 15 * MINUTE } },
}

/** The sessions of a daemon that does nothing since eight hours; each test gets a directory of its own. */
export function testSession() {
  const at = privateDirectory()
  let home = ''
  let count = 0
  const session = {
    /** What the daemon says of itself, and the text of its log. */
    status: {} as Record<string, unknown>,
    log: '',
    home: () => home,
    /** A transcript that ends `ago` ms before now. */
    pi: (ago: number) => new PiScript(home, NOW - ago),
    /** Runs the layer on the real files and a daemon that answers as a stand-in. */
    layer: async (hours = 1, until = NOW) => {
      vi.useRealTimers()
      const { settings } = joelclawWith()
      const paths = {
        ...settings.paths,
        transcripts: home,
        log: `${home}/gateway.log`,
        err: `${home}/gateway.err`,
      }
      await writeFile(paths.log, session.log)
      const layer = joelclaw.layers({ ...settings, paths })['session-transcript']
      const request = async () => answered(healthBody({}, session.status))
      const host = fakeHost({ files, logs, http: { request } })
      const checks = 'checks' in layer ? layer.checks : []
      const window = { since: until - hours * HOUR, until, lines: 100 }
      const outcomes: Outcome[] = []
      for (const check of checks) {
        const outcome = await runCheck(check, host, { window })
        for (const finding of outcome.findings) expect(check.codes).toContain(finding.code)
        outcomes.push(outcome)
      }
      const findings = outcomes.flatMap((outcome) => outcome.findings)
      const told = findings.map(
        ({ code, severity }) => `${severity} ${code.replace('session-transcript.', '')}`,
      )
      return { told, findings, details: outcomes.flatMap((outcome) => outcome.detail ?? []) }
    },
  }
  beforeEach(async () => {
    home = at(`gateway-${count++}`)
    await mkdir(home)
    session.status = { uptimeMs: 8 * HOUR, isStreaming: false, supersession: { activeRequest: null } }
    session.log = ''
  })
  afterEach(() => vi.useRealTimers())
  return session
}
