import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** System calls that change something on a disk or reach somebody. */
const CALLS = [
  'open,openat,openat2,creat,truncate,ftruncate,rename,renameat,renameat2,link,linkat,symlink,symlinkat',
  'unlink,unlinkat,rmdir,mkdir,mkdirat,mknod,mknodat,chmod,fchmod,fchmodat,chown,fchown,lchown',
  'fchownat,utimensat,setxattr,fsetxattr,removexattr,kill,tgkill,connect,sendto,bind,mount,umount2',
].join(',')

/** System calls that put bytes into an open file. */
const CONTENT = [
  'write',
  'pwrite64',
  'writev',
  'pwritev',
  'pwritev2',
  'fallocate',
  'sendfile',
  'copy_file_range',
]

/** What runs a program so that these calls, and on request those that write into open files, are written to a file;
 *  null where this machine does not let us. */
export function tracer(output: string, { content = false } = {}): readonly string[] | null {
  const words = [
    'strace',
    '-f',
    '-qq',
    '--seccomp-bpf',
    '-y',
    '-s',
    '300',
    '-e',
    `trace=${[CALLS, ...(content ? CONTENT : [])].join(',')}`,
    '-o',
    output,
  ]
  try {
    execFileSync(words[0] as string, [...words.slice(1, -1), '/dev/null', 'true'], { stdio: 'ignore' })
    return words
  } catch {
    return null
  }
}

export interface Call {
  readonly name: string
  /** The first path among the arguments, also that of an open file, or ''. */
  readonly path: string
  readonly line: string
}

/** The calls that succeeded. Unfinished lines are joined with their rest. */
export function callsIn(file: string): readonly Call[] {
  const open = new Map<string, string>()
  const calls: Call[] = []
  for (const raw of readFileSync(file, 'latin1').split('\n')) {
    const [, pid = '', text = ''] = /^(\d+)\s+(.*)$/.exec(raw) ?? []
    const begun = /^(.*) <unfinished \.\.\.>$/.exec(text)
    if (begun) {
      open.set(pid, begun[1] as string)
      continue
    }
    const rest = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)
    const line = rest ? `${open.get(pid) ?? ''}${rest[1]}` : text
    const [, name] = /^(\w+)\(/.exec(line) ?? []
    if (!name || / = -1 E(?!INPROGRESS)/.test(line)) continue
    // What is quoted in a call that writes is what it writes.
    const quoted = CONTENT.includes(name) ? undefined : /"((?:[^"\\]|\\.)*)"/.exec(line)?.[1]
    calls.push({ name, path: quoted ?? /<(\/[^>]*)>/.exec(line)?.[1] ?? '', line })
  }
  return calls
}

/** Calls that changed, or could have changed, something under a path. */
export function writesIn(calls: readonly Call[]): readonly Call[] {
  const NEUTRAL = ['connect', 'sendto', 'bind', 'kill', 'tgkill']
  return calls.filter(({ name, line }) => {
    if (NEUTRAL.includes(name)) return false
    return name.startsWith('open') ? /O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)/.test(line) : true
  })
}

/** The TCP and UDP ports that were connected to, by address, and the paths of sockets. */
export function peersIn(calls: readonly Call[]): readonly { address: string; port: number }[] {
  return calls
    .filter(({ name, line }) => name === 'connect' && /AF_INET6?/.test(line))
    .map(({ line }) => ({
      address: /(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"/.exec(line)?.[1] ?? '?',
      port: Number(/sin6?_port=htons\((\d+)\)/.exec(line)?.[1] ?? -1),
    }))
}

export function socketsIn(calls: readonly Call[]): readonly string[] {
  return calls
    .filter(({ name, line }) => name === 'connect' && line.includes('AF_UNIX'))
    .map(({ line }) => /sun_path=@?"([^"]*)"/.exec(line)?.[1] ?? '?')
}
