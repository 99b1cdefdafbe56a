import type { Rule } from '../../logs/rule.ts'
import { channelRules } from './channel-rules.ts'

const gateway = { log: 'gateway' } as const
const APPLIED = { log: 'gateway', match: /^config hot reload applied/ }
const READY = { log: 'gateway', match: /^(?:gateway )?ready$/ }

/** What the gateway's log tells beside its turns (2026.9.6). A start clears what belongs to the run before. */
export const openclawRules: readonly Rule[] = [
  {
    ...gateway,
    code: 'error-log.start-failed',
    severity: 'fault',
    summary: 'the gateway did not come up: {why}',
    head: /^Gateway (?:failed to start|start blocked): (?<why>.{1,160})/,
    clearedBy: [READY],
    afterRestart: 'fault',
  },
  {
    // The launcher's words, before there is a logger: only the service manager keeps them.
    ...gateway,
    code: 'error-log.start-failed',
    severity: 'fault',
    summary: 'the gateway did not come up: {why}',
    head: /^openclaw: (?<why>Node \S{1,20}: .{1,160}|package lifecycle is incomplete.{0,100})/,
    clearedBy: [READY],
    afterRestart: 'fault',
  },
  {
    ...gateway,
    code: 'error-log.migration-refused',
    severity: 'fault',
    summary: 'the gateway refuses its own state: {why}',
    head: /^(?<why>OpenClaw startup migrations did not complete cleanly|gateway requires state migration).{0,200}/,
    body: /.*/,
    clearedBy: [READY],
    afterRestart: 'fault',
  },
  {
    ...gateway,
    code: 'error-log.config-ignored',
    severity: 'warning',
    summary: 'an edit of the configuration is invalid and was ignored: the next start will fail',
    head: /^config reload skipped \(invalid config\)/,
    clearedBy: [APPLIED],
  },
  ...channelRules,
  {
    ...gateway,
    code: 'error-log.plugin-unfinished',
    severity: 'warning',
    summary: 'the plugin {plugin} is configured and could not be installed',
    head: /^Plugin "(?<plugin>[\w.@/-]{1,80})" data\/settings upgrade is unfinished/,
  },
  {
    ...gateway,
    code: 'error-log.clients-refused',
    severity: 'note',
    summary: 'clients came with a wrong token',
    head: /^unauthorized conn=.*reason=(?:token|password)_mismatch/,
  },
  {
    ...gateway,
    code: 'error-log.disk-full',
    severity: 'fault',
    summary: 'the gateway could not write: no room on the disk',
    body: /ENOSPC|database or disk is full/,
    freshForMs: 900_000,
  },
  {
    ...gateway,
    code: 'error-log.event-loop-blocked',
    severity: 'warning',
    summary: 'the gateway did not come to its work for seconds',
    head: /^(?:liveness warning|event loop (?:blocked|delay))/,
    freshForMs: 600_000,
  },
]
