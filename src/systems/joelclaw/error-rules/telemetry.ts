import type { Rule } from '../../../logs/rule.ts'

/** Trouble with observability only: it never stops a message, joelclaw of 2026-03. */
export const telemetryRules: readonly Rule[] = [
  {
    code: 'error-log.telemetry-failed',
    log: 'err',
    severity: 'warning',
    summary: 'telemetry could not be sent',
    head: /^\[gateway:otel\] (?:emit (?:request )?failed|dropped debug event by backpressure guard) \{|^\[gateway\] (?:unhandled rejection|uncaught exception) \{/,
    body: /^\[gateway:otel\]|\botel\b|localhost:3111|observability\/emit/i,
    words: /OTEL emit request failed/,
    freshForMs: 900_000,
  },
  {
    code: 'error-log.langfuse-missing',
    log: 'err',
    severity: 'warning',
    summary: 'the optional package langfuse cannot be loaded; cost tracing is off',
    head: /^langfuse-cost: cannot load optional dependency 'langfuse'/,
    words: /cannot load optional dependency 'langfuse'/,
  },
]
