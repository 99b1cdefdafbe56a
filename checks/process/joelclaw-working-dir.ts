import { type Check, defineCheck, fine, found, unchecked } from '../../src/core/check.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'

/** What the daemon looks for before it starts: it refuses to start without the required files, and also when the
 *  extension lies where every pi session would load it. */
export function joelclawWorkingDir(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  const { workingDir, agentDir } = settings.paths
  const required = [`${workingDir}/.pi/settings.json`, `${workingDir}/.pi/extensions/gateway`]
  const forbidden = `${agentDir}/extensions/gateway`
  return defineCheck({
    id: 'process/working-dir',
    title: 'the files that the daemon needs to start are in place',
    codes: ['process.required-file-missing', 'process.extension-misplaced'],
    looks: [...required, forbidden],
    run: async ({ host, ask }) => {
      const look = (path: string) => host.files.stat({ path, followLinks: true })
      const [stats, misplaced, daemons] = await Promise.all([
        Promise.all(required.map(look)),
        host.files.stat({ path: forbidden }),
        ask(probes.daemons),
      ])
      // Where nobody can tell whether it runs, the milder words are said.
      const running = !daemons.ok || daemons.processes.length > 0
      const findings: Observation[] = []
      const blocked: string[] = []
      for (const [index, path] of required.entries()) {
        const stat = stats[index]
        if (!stat || stat.ok) continue
        if (stat.problem === 'absent') findings.push(missing(path, running))
        else blocked.push(`${path}: ${stat.message}`)
      }
      if (misplaced.ok) findings.push(tooMany(forbidden, running))
      return blocked[0] ? unchecked(blocked[0], findings) : findings.length > 0 ? found(findings) : fine()
    },
  })
}

function missing(file: string, running: boolean): Observation {
  return {
    code: 'process.required-file-missing',
    severity: running ? 'warning' : 'fault',
    summary: `${file} is missing: the daemon ${running ? 'runs, but its next start will fail' : 'refuses to start'}`,
    evidence: [evidence(file, 'no such file')],
    params: { file, directory: file.slice(0, file.lastIndexOf('/')) },
  }
}

function tooMany(file: string, running: boolean): Observation {
  return {
    code: 'process.extension-misplaced',
    severity: running ? 'warning' : 'fault',
    summary: `${file} exists: the daemon ${running ? 'runs, but its next start will fail' : 'refuses to start'}`,
    evidence: [evidence(file, 'exists')],
    params: { file },
  }
}
