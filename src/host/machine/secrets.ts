import { createHash, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fromEnvFile } from '../env-file.ts'
import type { FileProblem } from '../files.ts'
import type { SecretRef } from '../host.ts'
import { readAt, withRegular } from './open.ts'

const MAX_BYTES = 4_000_000

/** The secret that a reference points to, for the ports that must send it; never for a check or an output. Null
 *  when it is not there, is empty, or its file cannot be read. Files are not reached through a link: under sudo
 *  that would let a user show us someone else's file. */
export async function resolveSecret(ref: SecretRef): Promise<string | null> {
  if ('env' in ref) return process.env[ref.env] || null
  if ('envFile' in ref) {
    const text = await textOf(ref.envFile)
    return text === null ? null : fromEnvFile(text, ref.name) || null
  }
  if ('markdown' in ref) {
    const text = await textOf(ref.markdown)
    return text === null ? null : fromMarkdown(text, ref.name)
  }
  if ('pid' in ref) return (await environmentOf(ref.pid)).get(ref.name) || null
  if ('passwordOf' in ref) return passwordIn(await resolveSecret(ref.passwordOf))
  const text = await textOf(ref.file)
  return text === null ? null : (await fromJson(text, ref.path)) || null
}

/** Whether two secrets are the same; `absent` when one of them is not there. */
export async function sameSecret(
  a: SecretRef,
  b: SecretRef,
): Promise<{ readonly ok: true; readonly same: boolean } | FileProblem> {
  const [left, right] = await Promise.all([resolveSecret(a), resolveSecret(b)])
  if (left === null || right === null) {
    const missing = [left === null ? a : null, right === null ? b : null].filter((ref) => ref !== null)
    return { ok: false, problem: 'absent', message: `no secret at ${missing.map(placeOf).join(' and ')}` }
  }
  return { ok: true, same: timingSafeEqual(digest(left), digest(right)) }
}

/** A value that a Markdown file gives as `NAME=value` between backticks, or bare at the start of a line. */
export function fromMarkdown(text: string, name: string): string | null {
  for (const [, quoted, bare] of text.matchAll(/`([A-Za-z_]\w*=[^`\s]+)`|^[-* \t]*([A-Za-z_]\w*=\S+)$/gm)) {
    const pair = quoted ?? bare ?? ''
    if (pair.startsWith(`${name}=`)) return pair.slice(name.length + 1)
  }
  return null
}

/** The variables that a process was started with; empty where there is no /proc or it may not be read. */
export async function environmentOf(pid: number): Promise<ReadonlyMap<string, string>> {
  if (!Number.isSafeInteger(pid) || pid <= 0) return new Map()
  const text = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
  const pairs = text.split('\0').map((pair): [string, string] => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at), pair.slice(at + 1)]
  })
  return new Map(pairs.filter(([name]) => name !== ''))
}

function passwordIn(url: string | null): string | null {
  const password = url === null ? '' : (URL.parse(url)?.password ?? '')
  try {
    return decodeURIComponent(password) || null
  } catch {
    return password
  }
}

async function fromJson(text: string, path: readonly string[]): Promise<string | null> {
  let value = await parsed(text)
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null
    value = (value as Record<string, unknown>)[key]
  }
  return typeof value === 'string' ? value : null
}

/** JSON, or else JSON5 as OpenClaw's configuration is written; null when it is neither. */
async function parsed(text: string): Promise<unknown> {
  try {
    return JSON.parse(text)
  } catch {
    const { default: json5 } = await import('json5')
    try {
      return json5.parse(text)
    } catch {
      return null
    }
  }
}

async function textOf(path: string): Promise<string | null> {
  const bytes = await withRegular(path, ({ handle, size }) => readAt(handle, 0, Math.min(size, MAX_BYTES)))
  return Buffer.isBuffer(bytes) ? bytes.toString('utf8') : null
}

/** Where a secret is kept, for people. */
export function placeOf(ref: SecretRef): string {
  if ('env' in ref) return `the variable ${ref.env}`
  if ('markdown' in ref) return `${ref.name} in ${ref.markdown}`
  if ('pid' in ref) return `${ref.name} of process ${ref.pid}`
  if ('passwordOf' in ref) return `the password of the URL at ${placeOf(ref.passwordOf)}`
  return 'envFile' in ref ? `${ref.name} in ${ref.envFile}` : `${ref.path.join('.')} in ${ref.file}`
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
