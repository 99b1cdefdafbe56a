import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Stage } from './stage.ts'

/** Plays the acts: says what happens, and runs the real `firstfault diagnose` on it, on the reader's own terminal.
 *  Gives the process exit code: 0 when every diagnosis came out as it must, 70 otherwise. The stage always ends. */
export async function play(stage: Stage, bin: string, signal: AbortSignal): Promise<0 | 70 | 130> {
  const say = (line: string) => process.stdout.write(`${line}\n`)
  let wrong = 0
  try {
    for (const line of stage.introduction) say(line)
    for (const [index, act] of stage.acts.entries()) {
      if (signal.aborted) return 130
      say(`\n--- ${index + 1} of ${stage.acts.length}: ${act.title}`)
      await act.happens()
      say(`$ firstfault diagnose ${act.args.join(' ')}`.trimEnd())
      const code = await diagnose(bin, [...act.args, '--config', stage.config], signal)
      if (code !== act.exits) wrong += 1
      say(`(exit ${code}${code === act.exits ? '' : `, expected ${act.exits}`})`)
    }
    return wrong === 0 ? 0 : 70
  } finally {
    await stage.stop()
    say('\nThe gateway of this demonstration is gone again; nothing is left behind.')
  }
}

async function diagnose(bin: string, args: readonly string[], signal: AbortSignal): Promise<number | null> {
  // Progress goes to stderr and would stand beside the report here; the report says it all.
  const child = spawn(process.execPath, [bin, 'diagnose', ...args], {
    stdio: ['ignore', 'inherit', 'ignore'],
    signal,
  })
  child.on('error', () => {})
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}
