import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecPort, ExecProblem } from '../exec.ts'
import { endStrays, forget, mark, remember } from './strays.ts'

const MAX_OUTPUT = 1_000_000
/** What a command that ignores SIGTERM gets before SIGKILL, ms. */
const GRACE = 500

export const exec: ExecPort = {
  async run({ file, args, env, deadlineMs, maxOutput = MAX_OUTPUT }, signal) {
    const { execa } = await import('execa')
    const own = mark()
    const command = execa(file, args, {
      reject: false,
      stdin: 'ignore',
      env: { ...env, ...own.env },
      // 0 would mean none.
      timeout: Math.max(1, deadlineMs),
      cancelSignal: signal,
      maxBuffer: maxOutput,
      stripFinalNewline: false,
      // Without it a grandchild that holds the pipe keeps us waiting far beyond the deadline.
      killDescendants: true,
      forceKillAfterDelay: GRACE,
    })
    remember(own.id, command.pid)
    // A descendant in a session of its own outlives the others and may hold the pipes.
    const over = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)])
    let letGo: NodeJS.Timeout | undefined
    const stop = () => {
      letGo = setTimeout(() => {
        endStrays(own.id)
        for (const stream of [command.stdout, command.stderr]) stream.destroy()
      }, 1.2 * GRACE)
    }
    over.addEventListener('abort', stop, { once: true })
    const result = await command
    over.removeEventListener('abort', stop)
    clearTimeout(letGo)
    if (result.isCanceled || result.timedOut || result.isMaxBuffer) endStrays(own.id)
    forget(own.id)
    if (result.isCanceled) return problem('timeout', `${file} was stopped before it ended`)
    if (result.timedOut) return problem('timeout', `${file} did not end within ${deadlineMs} ms`)
    if (result.isMaxBuffer) return problem('flood', `${file} wrote more than ${maxOutput} characters`)
    if (result.exitCode === undefined && result.signal === undefined)
      return neverStarted(file, result.code, env?.PATH)
    return { ok: true, exitCode: result.exitCode ?? null, stdout: result.stdout, stderr: result.stderr }
  },
}

async function neverStarted(file: string, code = 'unknown error', path?: string): Promise<ExecProblem> {
  const denied = code === 'EACCES' || code === 'EPERM'
  // No working directory is ever given, so ENOENT is about the command (or the interpreter its first line names).
  // EACCES is also what the search says when nothing was found and a directory of the PATH may not be entered.
  if (code === 'ENOENT' || (denied && !(await isThere(file, path ?? process.env.PATH ?? ''))))
    return problem('missing', `${file} is not installed, or not on the PATH`)
  if (denied) return problem('denied', `${file} may not be run by this user`)
  return problem('failed', `${file} could not be started (${code})`)
}

async function isThere(file: string, path: string): Promise<boolean> {
  if (file.includes('/')) return true
  const looks = path
    .split(':')
    .map((directory) => stat(join(directory, file)).then((found) => found.isFile()))
  return (await Promise.allSettled(looks)).some((look) => look.status === 'fulfilled' && look.value)
}

function problem(word: ExecProblem['problem'], message: string): ExecProblem {
  return { ok: false, problem: word, message }
}
