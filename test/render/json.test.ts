import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorJson, reportJson, reportsJson } from '../../src/render/json.ts'
import { documents, jsonSchema } from '../../src/render/schema.ts'
import { anyReport } from './any-report.ts'
import { degraded, failed, healthy, interrupted, keptGoing, unknown } from './reports.ts'

const all = { healthy, failed, unknown, degraded, interrupted, keptGoing }

describe('the JSON report', () => {
  it.each(Object.entries(all))('%s fits the schema, in zod and as published', (_, report) => {
    const document: unknown = JSON.parse(reportJson(report))
    expect(documents.report.parse(document)).toEqual(document)
    const ajv = new Ajv2020({ strict: false })
    formats.default(ajv)
    const validate = ajv.compile(jsonSchema('report'))
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
  })

  it('is what it always was', async () => {
    await expect(reportJson(failed)).toMatchFileSnapshot('../../fixtures/render/failed.json')
  })

  it('leaves out what only the walk needs', () => {
    const text = reportJson(failed)
    expect(text).not.toContain('"params"')
    expect(text).not.toContain('"actions"')
  })

  it('holds several reports', () => {
    const document = JSON.parse(reportsJson([healthy, failed])) as { reports: unknown[] }
    expect(documents.reports.parse(document).reports.map((report) => report.verdict)).toEqual([
      'healthy',
      'failed',
    ])
  })

  it('tells an error', () => {
    const text = errorJson({ code: 'usage', message: 'Unknown gateway.', hint: 'Name one of: joelclaw.' })
    expect(documents.error.parse(JSON.parse(text)).error.code).toBe('usage')
  })

  it('holds no raw control, and loses nothing by that', () => {
    const property = fc.property(anyReport(), (report) => {
      const text = reportJson(report)
      expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u)
      const read = JSON.parse(text) as typeof report
      expect(read.gateway).toEqual(report.gateway)
      expect(read.layers.map((layer) => layer.detail)).toEqual(report.layers.map((layer) => layer.detail))
    })
    fc.assert(property, { numRuns: 200 })
  })
})
