import type { ProcessesPort, ServiceRequest } from '../processes.ts'
import { exec } from './exec.ts'
import { readAt, withRegular } from './open.ts'

type Answer = Awaited<ReturnType<ProcessesPort['service']>>

/** Asks the manager for the definition (`systemctl show`, `launchctl print`; both only look) and keeps what was asked
 *  for. */
export async function serviceDefinition(request: ServiceRequest, signal: AbortSignal): Promise<Answer> {
  const { manager, tool, service, scope, env, names, deadlineMs, file } = request
  const args =
    manager === 'systemd'
      ? [...scope, 'show', service, '--property=LoadState,Environment,ExecStart']
      : ['print', service]
  const answer = await exec.run({ file: tool, args, env, deadlineMs, maxOutput: 400_000 }, signal)
  if (!answer.ok) return { ok: false, problem: 'failed', message: answer.message }
  const held = answer.exitCode === 0 ? READERS[manager](answer.stdout) : null
  const found = held ?? (file === null ? null : await readFile(file))
  if (!found) return { ok: false, problem: 'absent', message: `${tool} knows no service ${service}` }
  const values = Object.fromEntries([...found.environment].filter(([name]) => names.includes(name)))
  const paths = found.words.filter((word) => word.startsWith('/') && word.length <= 1_000).slice(0, 20)
  return { ok: true, values, paths }
}

interface Definition {
  readonly environment: ReadonlyMap<string, string>
  readonly words: readonly string[]
}

const READERS = { systemd: readSystemd, launchd: readLaunchd } as const

/** `Environment=PATH=/usr/bin "NAME=with space"` and `ExecStart={ path=… ; argv[]=/usr/bin/node /… gateway ; … }`. */
export function readSystemd(output: string): Definition | null {
  const line = (name: string) =>
    output
      .split('\n')
      .find((one) => one.startsWith(`${name}=`))
      ?.slice(name.length + 1) ?? ''
  if (!line('LoadState') || line('LoadState') === 'not-found') return null
  const words = /argv\[\]=(.{0,8000}?) ; /.exec(line('ExecStart'))?.[1]?.split(' ') ?? []
  return { environment: new Map(quotedWords(line('Environment')).flatMap(pairOf)), words }
}

/** The words of a systemd list: bare, or in quotes with backslashes before what would end them. */
function quotedWords(text: string): readonly string[] {
  const words = text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)
  return [...words].map(([, quoted, bare]) => quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '')
}

function pairOf(word: string): readonly [string, string][] {
  const at = word.indexOf('=')
  return at > 0 ? [[word.slice(0, at), word.slice(at + 1)]] : []
}

/** The blocks `environment = { NAME => value }` and `arguments = { … }` of `launchctl print`. What launchd gives every
 *  service (`default environment`, `inherited environment`) is left out: a wrapper may set other values. */
export function readLaunchd(output: string): Definition | null {
  const block = (name: string) =>
    new RegExp(`^\\t${name} = \\{\\n([\\s\\S]{0,50000}?)^\\t\\}`, 'm').exec(output)?.[1]?.split('\n') ?? []
  const pairs = block('environment').flatMap((line): [string, string][] => {
    const [, name, value] = /^\s+(\w{1,100}) => (.*)$/.exec(line) ?? []
    return name && value !== undefined ? [[name, value]] : []
  })
  const words = block('arguments').map((line) => line.trim())
  return output.includes(' = {') ? { environment: new Map(pairs), words } : null
}

/** A property list of more than this is not read, bytes. */
const MOST = 100_000

async function readFile(path: string): Promise<Definition | null> {
  const bytes = await withRegular(path, ({ handle, size }) => readAt(handle, 0, Math.min(size, MOST)))
  return Buffer.isBuffer(bytes) ? readPropertyList(bytes.toString('utf8')) : null
}

/** `EnvironmentVariables` and `ProgramArguments` of a property list in its XML form. */
export function readPropertyList(text: string): Definition | null {
  const part = (name: string, kind: 'dict' | 'array') => {
    const from = text.indexOf(`<key>${name}</key>`)
    const end = from < 0 ? -1 : text.indexOf(`</${kind}>`, from)
    return end < 0 ? '' : text.slice(from + name.length + 11, end)
  }
  const strings = [...part('ProgramArguments', 'array').matchAll(/<string>([^<]*)<\/string>/g)]
  const pairs = [
    ...part('EnvironmentVariables', 'dict').matchAll(/<key>([^<]*)<\/key>\s*<string>([^<]*)<\/string>/g),
  ]
  if (strings.length === 0) return null
  return {
    environment: new Map(pairs.map(([, name = '', value = '']) => [unescaped(name), unescaped(value)])),
    words: strings.map(([, word = '']) => unescaped(word)),
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const unescaped = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => ENTITIES[name] ?? whole)
