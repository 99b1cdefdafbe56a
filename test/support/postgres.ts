import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closedPort } from './tcp.ts'
import { until } from './until.ts'

export interface RunningPostgres {
  readonly port: number
  stop(): Promise<void>
  /** Lets our process end while it runs. */
  unref(): void
  /** Ends it at once, for the last moment of our process. */
  endNow(): void
}

/** Directory of the PostgreSQL programs as Debian installs them; null where there is none. */
export function postgresPrograms(): string | null {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root) : []
  return (
    versions.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'postgres'))) ??
    null
  )
}

/** A real PostgreSQL on a free loopback port, user `postgres`, every connection by password. It refuses to run as
 *  root, so root runs it as the user `postgres`. */
export async function startPostgres(bin: string, password: string): Promise<RunningPostgres> {
  const root = process.getuid?.() === 0
  const wrap = (program: string, args: readonly string[]): [string, string[]] =>
    root
      ? ['runuser', ['-u', 'postgres', '--', join(bin, program), ...args]]
      : [join(bin, program), [...args]]
  const run = (program: string, args: readonly string[]) =>
    execFileSync(...wrap(program, args), { stdio: 'ignore' })
  const base = await mkdtemp(join(tmpdir(), 'firstfault-pg-'))
  execFileSync('chmod', ['755', base])
  const data = join(base, 'data')
  const passwordFile = join(base, 'password')
  execFileSync('tee', [passwordFile], { input: password, stdio: ['pipe', 'ignore', 'ignore'] })
  if (root) execFileSync('chown', ['-R', 'postgres', base])
  run('initdb', ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-N'])
  const port = await closedPort()
  const options = ['-D', data, '-p', `${port}`, '-k', base, '-h', '127.0.0.1', '-c', 'fsync=off']
  const child = spawn(...wrap('postgres', options), { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const end = () => {
    if (child.exitCode === null) run('pg_ctl', ['-D', data, 'stop', '-m', 'immediate'])
  }
  const endNow = () => {
    end()
    rmSync(base, { recursive: true, force: true })
  }
  const stop = async () => {
    end()
    await ended
    await rm(base, { recursive: true, force: true })
  }
  try {
    await until(() => accepts(port), { ms: 8000, unless: () => child.exitCode !== null })
  } catch (error) {
    await stop()
    throw error
  }
  return { port, stop, unref: () => child.unref(), endNow }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      resolve(true)
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
  })
}
