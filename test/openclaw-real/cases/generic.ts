import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Diagnosis, diagnose } from '../../openclaw/diagnose.ts'
import type { Sandbox } from '../../openclaw/sandbox.ts'

/** A walk of the gateway as an operator describes it who has nothing but generic checks. */
export function walkGeneric(sandbox: Sandbox, ...args: readonly string[]): Promise<Diagnosis> {
  const config = join(sandbox.home, 'generic.json')
  writeFileSync(
    config,
    JSON.stringify({ gateways: { mine: { system: 'custom', layers: layersOf(sandbox) } } }),
  )
  return diagnose(sandbox.env, 'mine', '--config', config, ...args)
}

function layersOf({ port, log }: Sandbox): Readonly<Record<string, unknown>> {
  const owner = { check: 'port-owner', port, command: ['openclaw-gateway'] }
  const ready = { check: 'http-health', url: `http://127.0.0.1:${port}/readyz`, body: { ready: true } }
  const rules = [
    {
      code: 'error-log.config-invalid',
      severity: 'fault',
      summary: 'the gateway refused to start: {why}',
      match: '^Gateway failed to start: Invalid config(?P<why>[^\\n]*)',
    },
    {
      code: 'error-log.config-ignored',
      severity: 'warning',
      summary: 'an edit of the configuration was ignored',
      match: 'config reload skipped',
      clearedBy: ['config hot reload applied'],
    },
  ]
  const fields = { time: 'time', level: '_meta.logLevelName', message: 'message', name: '_meta.name' }
  const startedBy = '^starting\\.\\.\\.$'
  const errors = { check: 'log-rules', path: log, format: 'json-lines', fields, startedBy, rules }
  return {
    process: { checks: [owner] },
    'cli-status': { checks: [ready] },
    'error-log': { checks: [errors] },
  }
}
