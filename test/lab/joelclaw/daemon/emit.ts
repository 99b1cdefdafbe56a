import { randomUUID } from 'node:crypto'
import { err } from './records.ts'
import type { Daemon } from './state.ts'

/** The daemon's telemetry: fire and forget to the worker's ingest address, 2 s each. */
export function emitter(url: string): Daemon['emit'] {
  return (level, component, action, more = {}) => {
    const body = {
      id: randomUUID(),
      timestamp: Date.now(),
      level,
      source: 'gateway',
      component,
      action,
      success: more.success ?? (level === 'info' || level === 'warn'),
      ...(more.error ? { error: more.error } : {}),
      metadata: more.metadata ?? {},
    }
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }
    fetch(url, { ...request, signal: AbortSignal.timeout(2_000) })
      .then((answer) => answer.arrayBuffer())
      .catch((error: unknown) => err('[gateway:otel] emit request failed', { error: String(error) }))
  }
}
