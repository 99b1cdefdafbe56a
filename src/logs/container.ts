import type { Window } from '../core/window.ts'
import type { ExecPort, ExecProblem } from '../host/exec.ts'
import type { Problem } from '../host/host.ts'
import { timeAtStart } from './timestamp.ts'

/** A line without the time that was put before it; the time is epoch ms. */
export interface ContainerLine {
  readonly text: string
  readonly at: number | null
}

/** What a container printed inside the window, both streams, oldest first; `command` is `docker` or `podman`. */
export async function readContainerLog(
  exec: ExecPort,
  { command, name }: { readonly command: string; readonly name: string },
  window: Window,
  signal: AbortSignal,
): Promise<
  { readonly ok: true; readonly lines: readonly ContainerLine[] } | ExecProblem | Problem<'failed'>
> {
  const args = containerArgs(name, window)
  const answer = await exec.run({ file: command, args, deadlineMs: 8_000, maxOutput: 16_000_000 }, signal)
  if (!answer.ok) return answer
  if (answer.exitCode === 0) return { ok: true, lines: containerLines(`${answer.stdout}\n${answer.stderr}`) }
  const said = answer.stderr.trim().slice(0, 200)
  return { ok: false, problem: 'failed', message: `${command} logs: ${said}` }
}

function containerArgs(name: string, { since, until, lines }: Window): readonly string[] {
  return [
    'logs',
    '--timestamps',
    `--since=${new Date(since).toISOString()}`,
    `--until=${new Date(until).toISOString()}`,
    `--tail=${lines}`,
    name,
  ]
}

/** `docker logs --timestamps`: both streams, put in order by the time before each line. */
export function containerLines(text: string): readonly ContainerLine[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const at = timeAtStart(line, 'utc')
      return { text: at === null ? line : line.slice(line.indexOf(' ') + 1), at }
    })
    .toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))
}
