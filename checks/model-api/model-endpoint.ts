import * as z from 'zod'
import { defineCheck, found, unchecked } from '../../src/core/check.ts'
import { defineKind } from '../kind.ts'
import { ENDPOINT_CODES, probeEndpoint } from './endpoint.ts'
import { FAMILIES } from './families.ts'

const schema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default('endpoint'),
  provider: z.string().min(1).max(60),
  family: z.enum(FAMILIES),
  url: z.string().regex(/^https?:\/\/[^\s/?#]+/, 'an http or https address'),
  severity: z.enum(['fault', 'warning']).default('fault'),
  deadlineMs: z.number().int().positive().max(30_000).default(8_000),
})

/** A model provider answers, asked without a key: its refusal is the proof. */
export const modelEndpoint = defineKind({
  schema,
  make: ({ name, severity, ...endpoint }) =>
    defineCheck({
      id: `model-api/${name}`,
      title: `${endpoint.provider} answers`,
      codes: ENDPOINT_CODES,
      looks: [endpoint.url],
      deadlineMs: 2 * endpoint.deadlineMs + 2_000,
      run: async (context) => {
        const result = await probeEndpoint(endpoint, severity, context)
        if (result.unchecked) return unchecked(result.unchecked)
        return found(result.finding ? [result.finding] : [], result.detail)
      },
    }),
})
