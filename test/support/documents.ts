import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect } from 'vitest'
import type { MonitorDocument } from '../../src/monitor/result.ts'
import type { ErrorDocument, ReportDocument, ReportsDocument } from '../../src/render/schema.ts'

interface Documents {
  readonly report: ReportDocument
  readonly reports: ReportsDocument
  readonly error: ErrorDocument
  readonly monitor: MonitorDocument
}

const ajv = new Ajv2020({ allErrors: true })
addFormats.default(ajv)

const validators = new Map<string, ReturnType<typeof ajv.compile>>()

/** The one JSON document of a text, valid against its published schema; fails the test when it is anything else. */
export function documentIn<Name extends keyof Documents>(name: Name, stdout: string): Documents[Name] {
  const document = parsed(stdout)
  const validate = validatorOf(name)
  expect(validate(document) ? [] : validate.errors, `schema ${name}`).toEqual([])
  return document as Documents[Name]
}

function parsed(stdout: string): unknown {
  try {
    return JSON.parse(stdout)
  } catch {
    throw new Error(`stdout is not one JSON document: ${JSON.stringify(stdout.slice(0, 500))}`)
  }
}

function validatorOf(name: keyof Documents) {
  const known = validators.get(name)
  if (known) return known
  const file = new URL(`../../schema/${name}.schema.json`, import.meta.url)
  const compiled = ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object)
  validators.set(name, compiled)
  return compiled
}
