import { readdir, readFile, readlink } from 'node:fs/promises'
import type { PortsPort } from '../ports.ts'
import { errorCode } from './file-problem.ts'
import { linuxProcess, pidsIn } from './processes-linux.ts'

const LISTEN = '0A'

/** A listening row of /proc/net/tcp or tcp6. */
export interface Socket {
  readonly address: string
  readonly port: number
  readonly inode: string
}

export const linuxListeners = async (
  port: number,
  signal: AbortSignal,
): ReturnType<PortsPort['listeners']> => {
  try {
    const tables = await Promise.all([readFile('/proc/net/tcp', 'utf8'), tableOfIpv6()])
    const sockets = tables.flatMap(parseSockets).filter((socket) => socket.port === port)
    const owners = await ownersOf(new Set(sockets.map((socket) => socket.inode)), signal)
    const listeners = sockets.map(async ({ address, inode }) => {
      const owner = owners.get(inode)
      const found = owner === undefined ? null : await linuxProcess(owner)
      return { address, port, process: found?.ok ? found.process : null }
    })
    return { ok: true, listeners: await Promise.all(listeners) }
  } catch (error) {
    const code = errorCode(error)
    const problem = code === 'EACCES' ? 'denied' : 'failed'
    return { ok: false, problem, message: `the listening sockets could not be read (${code})` }
  }
}

/** Empty where the kernel has no IPv6. */
async function tableOfIpv6(): Promise<string> {
  return readFile('/proc/net/tcp6', 'utf8').catch(() => '')
}

/** Listening rows: `sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode …`, in hex. */
export function parseSockets(table: string): readonly Socket[] {
  return table.split('\n').flatMap((row) => {
    const [, local, , state, , , , , , inode] = row.trim().split(/\s+/)
    const [, address, port] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/i.exec(local ?? '') ?? []
    if (state !== LISTEN || !address || !port || !inode) return []
    return { address: addressOf(address), port: Number.parseInt(port, 16), inode }
  })
}

/** The kernel prints each 32-bit word in the machine's order: on little-endian, `0100007F` is 127.0.0.1. */
function addressOf(hex: string): string {
  const words = hex.match(/.{8}/g) ?? []
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).reverse())
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.')
  const groups = Array.from({ length: 8 }, (_, at) => `${bytes[2 * at]}${bytes[2 * at + 1]}`)
  // URL writes an IPv6 address in its shortest form.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

/** The process that holds each socket, the one with the lowest pid where a socket is shared; none for processes
 *  whose descriptors this user may not see. */
async function ownersOf(
  inodes: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const owners = new Map<string, number>()
  if (inodes.size === 0) return owners
  for (const pid of await pidsIn('/proc')) {
    if (owners.size === inodes.size || signal.aborted) break
    for (const inode of await socketsOf(pid))
      if (inodes.has(inode) && !owners.has(inode)) owners.set(inode, pid)
  }
  return owners
}

async function socketsOf(pid: number): Promise<readonly string[]> {
  const directory = `/proc/${pid}/fd`
  const names = await readdir(directory).catch(() => [])
  const targets = await Promise.all(names.map((name) => readlink(`${directory}/${name}`).catch(() => '')))
  return targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [])
}
