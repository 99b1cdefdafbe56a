import type { ExecPort, ExecProblem } from '../exec.ts'

const MAX_OUTPUT = 1_000_000
/** What a command that ignores SIGTERM gets before SIGKILL, ms. */
const GRACE = 500

export const exec: ExecPort = {
  async run({ file, args, env, deadlineMs, maxOutput = MAX_OUTPUT }, signal) {
    const { execa } = await import('execa')
    const command = execa(file, args, {
      reject: false,
      stdin: 'ignore',
      env: { ...env },
      timeout: deadlineMs,
      cancelSignal: signal,
      maxBuffer: maxOutput,
      stripFinalNewline: false,
      // Without it a grandchild that holds the pipe keeps us waiting far beyond the deadline.
      killDescendants: true,
      forceKillAfterDelay: GRACE,
    })
    // A descendant in a session of its own outlives the others and may hold the pipes: nothing more is read then.
    const over = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)])
    let letGo: NodeJS.Timeout | undefined
    const stop = () => {
      letGo = setTimeout(() => [command.stdout, command.stderr].map((stream) => stream.destroy()), 2 * GRACE)
    }
    over.addEventListener('abort', stop, { once: true })
    const result = await command
    over.removeEventListener('abort', stop)
    clearTimeout(letGo)
    if (result.isCanceled) return problem('timeout', `${file} was stopped before it ended`)
    if (result.timedOut) return problem('timeout', `${file} did not end within ${deadlineMs} ms`)
    if (result.isMaxBuffer) return problem('flood', `${file} wrote more than ${maxOutput} characters`)
    if (result.exitCode === undefined && result.signal === undefined) return neverStarted(file, result.code)
    return { ok: true, exitCode: result.exitCode ?? null, stdout: result.stdout, stderr: result.stderr }
  },
}

function neverStarted(file: string, code: string | undefined): ExecProblem {
  // No working directory is ever given, so ENOENT is about the command (or the interpreter its first line names).
  if (code === 'ENOENT') return problem('missing', `${file} is not installed, or not on the PATH`)
  if (code === 'EACCES' || code === 'EPERM') return problem('denied', `${file} may not be run by this user`)
  return problem('failed', `${file} could not be started (${code ?? 'unknown error'})`)
}

function problem(word: ExecProblem['problem'], message: string): ExecProblem {
  return { ok: false, problem: word, message }
}
