import type { Context } from '../../../core/check.ts'
import type { ContainerSettings } from '../settings.ts'

/** A file out of a container. */
export type Copied =
  | { readonly ok: true; readonly text: string; readonly mtimeMs: number }
  | { readonly ok: false; readonly problem: 'absent' | 'blocked'; readonly why: string }

const BLOCK = 512

/** Reads a small text file with `cp … -`, which works on a stopped container too and starts nothing in it. */
export async function readInside(
  { host, signal }: Pick<Context, 'host' | 'signal'>,
  { runtime, command, name }: ContainerSettings,
  path: string,
): Promise<Copied> {
  const file = command ?? runtime
  const args = ['cp', `${name}:${path}`, '-']
  const answer = await host.exec.run({ file, args, deadlineMs: 4_000, maxOutput: 4_000_000 }, signal)
  if (!answer.ok) return { ok: false, problem: 'blocked', why: answer.message }
  const said = answer.stderr.trim().slice(0, 200)
  if (answer.exitCode !== 0)
    return /could not find the file|no such file/i.test(said)
      ? { ok: false, problem: 'absent', why: said }
      : { ok: false, problem: 'blocked', why: `${file} cp: ${said}` }
  const entry = fileInTar(answer.stdout)
  return entry
    ? { ok: true, ...entry }
    : { ok: false, problem: 'blocked', why: `${file} cp ${name}:${path} gave no file` }
}

/** The first regular file of a tar archive (ustar), whose contents are UTF-8. Sizes are bytes, and the archive was
 *  decoded as text: it is taken apart as bytes again. */
export function fileInTar(archive: string): { readonly text: string; readonly mtimeMs: number } | null {
  const bytes = new TextEncoder().encode(archive)
  const decode = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to))
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const size = octal(decode(at + 124, at + 136))
    if (size === null) return null
    const kind = decode(at + 156, at + 157)
    const begin = at + BLOCK
    if (kind === '0' || kind === '\0')
      return begin + size <= bytes.length
        ? { text: decode(begin, begin + size), mtimeMs: (octal(decode(at + 136, at + 148)) ?? 0) * 1_000 }
        : null
    // Long names and other notes stand in entries of their own before the file.
    if (kind !== 'x' && kind !== 'g' && kind !== 'L') return null
    at = begin + Math.ceil(size / BLOCK) * BLOCK
  }
  return null
}

function octal(field: string): number | null {
  const digits = /^ *([0-7]{1,11})[ \0]/.exec(`${field}\0`)?.[1]
  return digits === undefined ? null : Number.parseInt(digits, 8)
}
