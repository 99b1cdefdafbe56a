import { mkdir, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { ExecAnswer, ExecProblem } from '../../../../src/host/exec.ts'
import { machine } from '../../../../src/host/machine/index.ts'
import { gatewayIn } from '../../../../src/systems/openclaw/container/detect.ts'
import { detectOpenclaw } from '../../../../src/systems/openclaw/detect.ts'
import { privateDirectory } from '../../../host/directory.ts'
import { docker, type Engine, type EngineContainer } from '../../../lab/openclaw/commands/docker.ts'
import { fakeHost } from '../../../support/fake-host.ts'

const path = privateDirectory()
const signal = new AbortController().signal

/** A machine with these container runtimes; what was run on it. */
function withEngines(home: string, engines: Readonly<Record<string, Engine>>) {
  const ran: string[] = []
  const run = async ({
    file,
    args,
  }: {
    file: string
    args: readonly string[]
  }): Promise<ExecAnswer | ExecProblem> => {
    ran.push(`${file} ${args[0]}`)
    const engine = engines[file]
    if (!engine) return { ok: false, problem: 'missing', message: `${file} is not installed` }
    if (engine.silent) return { ok: false, problem: 'timeout', message: `${file} did not end within 1500 ms` }
    const { code, out = '', err = '' } = docker(engine, args)
    return { ok: true, exitCode: code, stdout: out, stderr: err }
  }
  const who = () => ({ uid: 501, name: 'joel', home, euid: 501, sudo: false })
  return { ran, host: fakeHost({ files: machine().files, exec: { run }, env: { get: () => null, who } }) }
}

async function homeWith(name: string, ...directories: readonly string[]): Promise<string> {
  const home = path(name)
  await mkdir(home, { recursive: true })
  for (const one of directories) await mkdir(`${home}/${one}`, { recursive: true })
  return home
}

const gateway = (more: Partial<EngineContainer> = {}): EngineContainer => ({
  name: 'claw-1',
  bindings: { '18789/tcp': [{ HostIp: '127.0.0.1', HostPort: '19125' }] },
  ...more,
})

describe('the gateways in containers', () => {
  test('are named after them, with the port and the state that their description tells', async () => {
    const home = await homeWith('named')
    const mounts = [{ source: '/srv/claw', destination: '/home/node/.openclaw' }]
    const { host } = withEngines(home, { docker: { containers: [gateway({ mounts })] } })
    expect(await detectOpenclaw(host, signal)).toEqual([
      {
        name: 'openclaw:claw-1',
        because: 'docker has the container claw-1 of openclaw:local',
        settings: {
          container: { runtime: 'docker', name: 'claw-1' },
          stateDir: '/srv/claw',
          config: '/srv/claw/openclaw.json',
          port: 19_125,
        },
      },
    ])
  })

  test('take the place of the state directory that they mount', async () => {
    const home = await homeWith('same', '.openclaw/state', '.openclaw-work/state')
    const mounts = [{ source: `${home}/.openclaw`, destination: '/home/node/.openclaw' }]
    const { host } = withEngines(home, { docker: { containers: [gateway({ mounts })] } })
    const found = await detectOpenclaw(host, signal)
    expect(found.map(({ name }) => name)).toEqual(['openclaw:claw-1', 'openclaw:work'])
  })

  test('of Podman are asked for only where it has been used', async () => {
    const podman = { containers: [gateway({ name: 'openclaw' })] }
    const unused = withEngines(await homeWith('unused'), { podman })
    expect(await detectOpenclaw(unused.host, signal)).toEqual([])
    expect(unused.ran.filter((line) => line.startsWith('podman'))).toEqual([])
    const used = withEngines(await homeWith('used', '.local/share/containers'), { podman })
    expect((await detectOpenclaw(used.host, signal)).map(({ name }) => name)).toEqual(['openclaw:openclaw'])
  })

  test.each([
    ['is not installed', {}],
    ['has no daemon', { docker: { containers: [], refused: 'Cannot connect to the Docker daemon' } }],
    ['hangs', { docker: { containers: [], silent: true } }],
    ['is of another machine', { docker: { containers: [gateway()], endpoint: 'tcp://192.0.2.7:2376' } }],
  ])('are none where the runtime %s', async (name, engines: Readonly<Record<string, Engine>>) => {
    const home = await homeWith(name.replaceAll(' ', '-'))
    expect(await detectOpenclaw(withEngines(home, engines).host, signal)).toEqual([])
  })

  test('are not looked for where the environment names a state directory', async () => {
    const home = await homeWith('variable', '.openclaw/state')
    await writeFile(`${home}/.openclaw/openclaw.json`, '{}')
    const { host, ran } = withEngines(home, { docker: { containers: [gateway()] } })
    const named = fakeHost({ ...host, files: machine().files, env: { get: () => `${home}/.openclaw` } })
    expect((await detectOpenclaw(named, signal)).map(({ name }) => name)).toEqual(['openclaw'])
    expect(ran).toEqual([])
  })
})

const RUN = 'docker-entrypoint.sh node dist/index.js gateway --bind lan'
test.each([
  ['claw-1\trunning\topenclaw:local\tRUN\t', 'claw-1'],
  ['claw-1\trunning\tghcr.io/openclaw/openclaw:2026.9.6-slim\tRUN\t', 'claw-1'],
  ['openclaw-cell-acme\texited\topenclaw/openclaw@sha256:0\tRUN\t', 'openclaw-cell-acme'],
  ['openclaw\trunning\tlocalhost/openclaw:local\tRUN\tPODMAN_SYSTEMD_UNIT=openclaw.service', 'openclaw'],
  [
    'x-gw-1\trunning\tregistry.example.com/fakeco/claw:1\tnode\tcom.docker.compose.service=openclaw-gateway',
    'x-gw-1',
  ],
  ['x-cli-1\trunning\topenclaw:local\tRUN\tcom.docker.compose.service=openclaw-cli', null],
  ['x-run-1\trunning\topenclaw:local\tRUN\tcom.docker.compose.oneoff=True', null],
  ['quirky\texited\topenclaw:local\topenclaw doctor --fix\t', null],
  ['sbx\trunning\topenclaw-sandbox:bookworm-slim\tsleep infinity gateway\t', null],
  ['other\trunning\texample/openclaw-like:1\tRUN\t', null],
  ['-rf\trunning\topenclaw:local\tRUN\t', null],
  ['', null],
])('%s: %s', (line, name) => expect(gatewayIn(line.replace('RUN', RUN))?.name ?? null).toBe(name))
