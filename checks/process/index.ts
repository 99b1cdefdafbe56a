import { pidFile } from './pid-file.ts'
import { plainProcess } from './plain-process.ts'
import { portOwner } from './port-owner.ts'
import { serviceUnit } from './service-unit.ts'

/** The kinds of check that a configuration may use in this layer, in the order in which they are listed. */
export const kinds = {
  'service-unit': serviceUnit,
  'plain-process': plainProcess,
  'pid-file': pidFile,
  'port-owner': portOwner,
} as const
