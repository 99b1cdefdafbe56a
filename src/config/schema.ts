import * as z from 'zod'
import { layerEntries } from './layers.ts'
import { gatewayWatch, monitorSection } from './monitor.ts'

const gatewayEntry = z.strictObject({
  system: z.enum(['joelclaw', 'openclaw', 'houmao', 'mission-control', 'custom']),
  /** What differs from the system's defaults: paths, ports, labels, thresholds. */
  settings: z.record(z.string(), z.unknown()).default({}),
  /** Checks of one's own, by layer; for the system `custom` they are all there is. */
  layers: layerEntries.default({}),
  /** What `firstfault monitor` restarts and calls critical, where it differs from the system's. */
  monitor: gatewayWatch.optional(),
})

const acceptEntry = z.strictObject({
  code: z.string().regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'a code such as process.unsupervised'),
  gateway: z.string().optional(),
  reason: z.string().min(1),
  /** The last day, or the moment when it counts again; ISO. */
  until: z.iso.date().or(z.iso.datetime({ offset: true })),
})

const catalogueEntry = z.strictObject({
  title: z.string(),
  meaning: z.string(),
  cause: z.string().default('See the rule that matched.'),
  remedy: z.string(),
})

/** The configuration file. Everything in it is data; it may be left out altogether. */
export const configSchema = z.strictObject({
  gateways: z
    .record(
      z.string().regex(/^[\w.:@-]{1,80}$/, 'a short name of letters, digits and . : @ _ -'),
      gatewayEntry,
    )
    .default({}),
  accept: z.array(acceptEntry).default([]),
  /** Texts for codes of one's own rules. */
  catalogue: z.record(z.string(), catalogueEntry).default({}),
  /** `firstfault monitor`. */
  monitor: monitorSection.prefault({}),
})

export type Config = z.infer<typeof configSchema>
export type GatewayEntry = Config['gateways'][string]
