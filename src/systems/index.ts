import type { SystemId } from '../catalog/entry.ts'
import type { System } from './system.ts'

/** Every system that this version knows, in the order of detection. Each comes with all its checks, and a walk needs
 *  one: it is loaded when it is asked for. */
const SYSTEMS: Readonly<Record<SystemId, () => Promise<System>>> = {
  joelclaw: async () => (await import('./joelclaw/index.ts')).joelclaw,
  openclaw: async () => (await import('./openclaw/index.ts')).openclaw,
  houmao: async () => (await import('./houmao/index.ts')).houmao,
  'mission-control': async () => (await import('./mission-control/index.ts')).missionControl,
  custom: async () => (await import('./custom.ts')).custom,
}

export const systemIds = Object.keys(SYSTEMS) as readonly SystemId[]

/** The system of this id; null for one that this version does not know. */
export async function loadSystem(id: string): Promise<System | null> {
  const known = systemIds.find((one) => one === id)
  return known ? SYSTEMS[known]() : null
}

/** All of them, or the only one that is asked for. */
export function loadSystems(only: SystemId | null = null): Promise<readonly System[]> {
  return Promise.all(systemIds.filter((id) => !only || id === only).map((id) => SYSTEMS[id]()))
}
