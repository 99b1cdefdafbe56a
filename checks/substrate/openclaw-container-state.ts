import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'
import { room } from './openclaw-state.ts'

/** The disk behind the container's state has room. Whose the directory is, and its mode, is the image's affair. */
export function containerStateCheck(settings: OpenclawSettings, probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'substrate/state-directory',
    title: 'the disk of the mounted state has room',
    codes: ['substrate.disk-full', 'substrate.disk-low'],
    looks: ['the directory that is mounted for the state'],
    run: async ({ host, ask }) => {
      const { stateDir, why } = await ask(probes.place)
      if (stateDir === null) return skipped(why)
      const disk = await host.files.disk({ path: stateDir })
      if (!disk.ok) return unchecked(`${stateDir}: ${disk.message}`)
      const findings = room(stateDir, disk, settings.thresholds.freeBytes)
      return findings.length > 0 ? found(findings) : fine(`${Math.floor(disk.freeBytes / 1e9)} GB free`)
    },
  })
}
