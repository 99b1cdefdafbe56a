import * as z from 'zod'
import { LAYERS } from '../core/layer.ts'

/** One check of a layer: its kind (`service-unit`, `http-health` …) and that kind's own settings. */
const checkEntry = z.looseObject({ check: z.string() })

export type CheckEntry = z.infer<typeof checkEntry>

const layerEntry = z.strictObject({ title: z.string().optional(), checks: z.array(checkEntry).min(1) })

/** Checks of one's own, by layer. */
export const layerEntries = z.partialRecord(z.enum(LAYERS), layerEntry)
