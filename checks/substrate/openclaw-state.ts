import { type Check, defineCheck, fine, found, unchecked } from '../../src/core/check.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'

/** The state directory belongs to the gateway's user, is closed to others, and its disk has room. */
export function stateDirCheck(settings: OpenclawSettings): Check {
  const path = settings.stateDir
  return defineCheck({
    id: 'substrate/state-directory',
    title: 'the state directory is ours and its disk has room',
    codes: [
      'substrate.state-missing',
      'substrate.state-foreign-owner',
      'substrate.state-open',
      'substrate.disk-full',
      'substrate.disk-low',
    ],
    looks: [path],
    run: async ({ host }) => {
      const [stat, disk] = await Promise.all([
        host.files.stat({ path, followLinks: true }),
        host.files.disk({ path }),
      ])
      if (!stat.ok)
        return stat.problem === 'absent' ? found([missing(path)]) : unchecked(`${path}: ${stat.message}`)
      const { uid } = host.env.who()
      const findings: Observation[] = []
      if (stat.uid !== uid) findings.push(owned(path, stat.uid, uid))
      if ((stat.mode & 0o077) !== 0) findings.push(open(path, stat.mode))
      if (disk.ok) findings.push(...room(path, disk, settings.thresholds.freeBytes))
      const free = disk.ok ? `${Math.floor(disk.freeBytes / 1e9)} GB free` : null
      return findings.length > 0 ? found(findings, free) : fine(free)
    },
  })
}

function missing(path: string): Observation {
  return {
    code: 'substrate.state-missing',
    severity: 'fault',
    summary: `there is no ${path}: the gateway was never set up for this user`,
    evidence: [evidence(path, 'no such directory')],
    params: { file: path },
  }
}

function owned(path: string, uid: number, owner: number): Observation {
  return {
    code: 'substrate.state-foreign-owner',
    severity: 'warning',
    summary: `${path} belongs to uid ${uid}, the gateway's user is uid ${owner}`,
    evidence: [evidence(path, `uid ${uid}`)],
    params: { file: path, uid, owner },
  }
}

function open(path: string, mode: number): Observation {
  const bits = (mode & 0o777).toString(8).padStart(4, '0')
  return {
    code: 'substrate.state-open',
    severity: 'note',
    summary: `${path} is open to other users (mode ${bits})`,
    evidence: [evidence(path, `mode ${bits}`)],
    params: { file: path, mode: bits },
  }
}

/** Sizes in bytes; an empty disk stops SQLite's writes and with them every turn. */
export function room(
  path: string,
  disk: { readonly freeBytes: number; readonly freeInodes: number; readonly totalInodes: number },
  enough: number,
): readonly Observation[] {
  const inodesGone = disk.totalInodes > 0 && disk.freeInodes < 100
  if (disk.freeBytes >= enough && !inodesGone) return []
  const full = disk.freeBytes < 20_000_000 || disk.freeInodes < 10
  const left = inodesGone ? `${disk.freeInodes} inodes` : `${Math.floor(disk.freeBytes / 1e6)} MB`
  return [
    {
      code: full ? 'substrate.disk-full' : 'substrate.disk-low',
      severity: full ? 'fault' : 'warning',
      summary: `${left} are left on the disk of ${path}`,
      evidence: [evidence(path, `${left} free`)],
      params: { file: path, left },
    },
  ]
}
