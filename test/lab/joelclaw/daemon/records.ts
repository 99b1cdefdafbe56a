import { writeSync } from 'node:fs'

/** An error as Bun prints it inside a record: with the source line that threw it, and extra properties. */
export class SourceError extends Error {
  readonly excerpt: { readonly line: number; readonly code: string } | null
  readonly properties: Readonly<Record<string, string | number>>
  constructor(
    message: string,
    excerpt: SourceError['excerpt'] = null,
    properties: SourceError['properties'] = {},
  ) {
    super(message)
    this.excerpt = excerpt
    this.properties = properties
  }
}

/** A record as Bun's console prints it: the text, and an object over several lines. */
export function record(text: string, object?: Readonly<Record<string, unknown>>): string {
  return object ? `${text} ${inspect(object, '')}\n` : `${text}\n`
}

/** console.log of the daemon: gateway.log. */
export function out(text: string, object?: Readonly<Record<string, unknown>>): void {
  writeSync(1, record(text, object))
}

/** console.warn and console.error of the daemon: gateway.err. */
export function err(text: string, object?: Readonly<Record<string, unknown>>): void {
  writeSync(2, record(text, object))
}

/** A value in Bun's notation: double quotes, trailing commas, short arrays on one line. */
function inspect(value: unknown, indent: string): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Error) return inspectError(value, indent)
  if (Array.isArray(value)) {
    return value.length === 0 ? '[]' : `[ ${value.map((item) => inspect(item, indent)).join(', ')} ]`
  }
  if (typeof value !== 'object' || value === null) return String(value)
  const inner = `${indent}  `
  const lines = Object.entries(value).map(([name, item]) => `${inner}${name}: ${inspect(item, inner)},\n`)
  return lines.length === 0 ? '{}' : `{\n${lines.join('')}${indent}}`
}

/** Source excerpt, caret, message, properties and frames; Bun leaves the comma on a line of its own. */
function inspectError(error: Error, indent: string): string {
  const { excerpt, properties } = error instanceof SourceError ? error : { excerpt: null, properties: {} }
  const number = excerpt ? `${excerpt.line} | ` : ''
  const head = excerpt
    ? `${number}${excerpt.code}\n${' '.repeat(number.length + excerpt.code.search(/\S/) + indent.length)}^\n`
    : ''
  const extra = Object.entries(properties).map(
    ([name, value]) => `${indent}  ${name}: ${JSON.stringify(value)},\n`,
  )
  const frames = `${indent}    at prompt (packages/gateway/node_modules/@mariozechner/pi-coding-agent/dist/core/agent-session.js:634:23)\n`
  return `${head}error: ${error.message}\n${extra.join('')}${frames}`
}
