import type { Rule } from '../../logs/rule.ts'

const LOG = { log: 'gateway' } as const
const LAST_ERROR = '(?:[\\s\\S]*?^(?<error>[\\w.]*(?:Error|Exception)\\b[^\\n]{0,150}))?'
const died = (threads: string) =>
  new RegExp(`^Exception in thread (?<thread>${threads})\\b${LAST_ERROR}`, 'm')

/** Conditions in gateway.log, of Houmao 2.1.0. What stands before the last start is history. */
export const logRules: readonly Rule[] = [
  {
    ...LOG,
    code: 'error-log.queue-tables-missing',
    severity: 'fault',
    holdsInRun: true,
    summary: 'the queue was removed under the gateway: no such table: {table}',
    body: /no such table: (?<table>gateway_\w{1,60})/,
  },
  {
    ...LOG,
    code: 'error-log.worker-died',
    severity: 'fault',
    holdsInRun: true,
    summary: 'the worker thread of the gateway died: {error}',
    defaults: { error: 'no reason given' },
    body: died('gateway-worker'),
  },
  {
    ...LOG,
    code: 'error-log.thread-died',
    severity: 'warning',
    summary: 'thread {thread} of the gateway died: {error}',
    defaults: { error: 'no reason given' },
    body: died('gateway-(?:mail-notifier|reminder-scheduler)'),
  },
  {
    ...LOG,
    code: 'error-log.port-in-use',
    severity: 'warning',
    summary: 'a start could not bind port {port}',
    defaults: { port: 'unknown' },
    body: /attempting to bind on address \('[\d.]{1,15}', (?<port>\d{1,5})\)|\[Errno 98\]/,
  },
  {
    ...LOG,
    code: 'error-log.request-rejected',
    severity: 'warning',
    summary: 'a request did not reach the agent: {error}',
    head: /(?:failed gateway request request_id=\S{1,80}|direct gateway prompt failed turn_id=\S{1,80}) detail=(?<error>.{1,200})/,
  },
]
