import { evidence, type Observation } from '../../src/core/finding.ts'
import type { Container } from '../../src/systems/mission-control/containers.ts'

/** What is wrong with a container that should run; nothing for one that does. */
export function judgeContainer(container: Container): readonly Observation[] {
  const { name, state, exitCode } = container
  if (state === 'running') return []
  const restarting = state === 'restarting'
  const exit = exitCode === null ? 'an unknown code' : `code ${exitCode}`
  const seen = [evidence('docker compose ps', `${name} ${state}${exitCode === null ? '' : ` (${exitCode})`}`)]
  return [
    {
      code: restarting ? 'process.crash-loop' : 'process.not-running',
      severity: 'fault',
      summary: `container ${name} is ${state}, it ended with ${exit}`,
      evidence: seen,
      params: restarting ? { runs: 'several', exit } : { state },
    },
  ]
}
