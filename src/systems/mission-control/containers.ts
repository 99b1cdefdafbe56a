import * as z from 'zod'
import type { Context } from '../../core/check.ts'
import type { MissionControlSettings } from './settings.ts'

/** A container of the compose project. */
export interface Container {
  readonly service: string
  readonly name: string
  /** running, exited, restarting, paused, created, dead. */
  readonly state: string
  readonly exitCode: number | null
}

/** The containers of the project; null where compose is not used, or cannot be asked. */
export type Containers = readonly Container[] | null

const entry = z.object({
  Service: z.string().max(200),
  Name: z.string().max(200).default(''),
  State: z.string().max(40),
  ExitCode: z.number().int().optional(),
})

/** Asks `docker compose ps`. A project without containers is not run by compose. */
export async function askContainers(
  { host, signal }: Context,
  compose: MissionControlSettings['compose'],
): Promise<Containers> {
  if (!compose) return null
  const args = ['compose', '-f', compose.file, 'ps', '--all', '--format', 'json']
  const answer = await host.exec.run({ file: compose.docker, args, deadlineMs: 6_000 }, signal)
  const containers = answer.ok && answer.exitCode === 0 ? containersIn(answer.stdout) : []
  return containers.length > 0 ? containers : null
}

/** Newer versions print one object per line, older ones one array. */
export function containersIn(text: string): readonly Container[] {
  const values = text.trimStart().startsWith('[') ? [text] : text.split('\n')
  return values
    .flatMap((value) => parsed(value))
    .flatMap((value) => {
      const one = entry.safeParse(value)
      if (!one.success) return []
      const { Service: service, Name: name, State: state, ExitCode } = one.data
      return [{ service, name, state, exitCode: ExitCode ?? null }]
    })
}

function parsed(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : [value]
  } catch {
    return []
  }
}
