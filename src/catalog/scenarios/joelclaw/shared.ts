import { change, look } from '../../entry.ts'

export const JOELCLAW = { system: 'joelclaw' as const, unless: [], probes: [] }
export const restart = change(
  'restart the gateway; its waiting events are dropped',
  'joelclaw',
  'gateway',
  'restart',
)
export const walkAgain = look('walk again', 'firstfault', 'diagnose', 'joelclaw')
