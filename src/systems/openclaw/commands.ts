import type { OpenclawSettings } from './settings.ts'

/** How OpenClaw's own commands are given for this gateway: a container is started by its runtime and asked inside, a
 *  profile is named. */
export function openclawCommands({ container, profile }: OpenclawSettings) {
  return (run: readonly string[]): readonly string[] => {
    const [program, first, second, ...rest] = run
    if (program !== 'openclaw' || first === undefined) return run
    if (container) {
      const { runtime, name } = container
      if (first === 'gateway' && (second === 'start' || second === 'restart')) return [runtime, second, name]
      return [runtime, 'exec', name, ...run]
    }
    if (profile === null) return run
    return [program, '--profile', profile, first, ...(second === undefined ? [] : [second]), ...rest]
  }
}
