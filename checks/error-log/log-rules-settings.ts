import * as z from 'zod'
import { LAYERS } from '../../src/core/layer.ts'

const pattern = z.string().min(1).max(1000)
const field = z.string().min(1).max(200)
const severity = z.enum(['fault', 'warning', 'note'])

const CODE = new RegExp(`^(?:${LAYERS.join('|')})\\.[a-z0-9]+(?:-[a-z0-9]+)*$`)

const rule = z.strictObject({
  /** `<layer>.<kebab-words>`, one of the catalogue's or your own. */
  code: z.string().regex(CODE, '<layer>.<kebab-words>'),
  severity: severity.default('warning'),
  /** One sentence; `{name}` is filled from a group `(?P<name>…)` of `match`, `{count}` with the number of sights. */
  summary: z.string().min(1).max(300),
  /** RE2 syntax: no look-around, no back-references. */
  match: pattern,
  not: pattern.optional(),
  ignoreCase: z.boolean().default(false),
  /** Patterns that show, later in the log, that it is over. */
  clearedBy: z.array(pattern).max(20).default([]),
  /** The most that it is when it stands before the last start. */
  afterRestart: severity.default('note'),
  /** The most that it is when nobody can tell when it was. */
  unknownTime: severity.default('warning'),
  /** How long it counts as current after its last sight, ms; the whole window by default. */
  freshForMs: z.number().int().positive().optional(),
  minCount: z.number().int().positive().default(1),
})

/** Settings of the check `log-rules`. */
export const logRulesSettings = z
  .strictObject({
    /** Names the check when a layer has several. */
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]*$/)
      .default('log-rules'),
    title: z.string().min(1).max(100).default('no rule of the configuration finds an error in the log'),
    path: z.string().min(1).optional(),
    /** A systemd unit whose journal is read instead of a file. */
    journal: z
      .strictObject({ unit: z.string().regex(/^[\w@.:\\-]+$/), user: z.boolean().default(true) })
      .optional(),
    format: z.enum(['lines', 'json-lines', 'bun']).default('lines'),
    zone: z.enum(['utc', 'local']).default('local'),
    /** For `json-lines`: dotted paths to the fields, where they are not the common ones. */
    fields: z.strictObject({ time: field, level: field, message: field, name: field }).partial().default({}),
    /** For `bun`: what a record begins with, at column 0. */
    starts: z.array(z.string().min(1).max(100)).min(1).max(50).default(['[']),
    /** Pattern of the record that a process writes when it starts. */
    startedBy: pattern.optional(),
    rules: z.array(rule).min(1).max(200),
  })
  .refine((settings) => (settings.path === undefined) !== (settings.journal === undefined), {
    error: 'either path or journal',
  })

export type LogRulesSettings = z.output<typeof logRulesSettings>
export type UserRule = LogRulesSettings['rules'][number]
