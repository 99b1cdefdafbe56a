import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ExecAnswer, ExecRequest } from '../../../../src/host/exec.ts'
import {
  askContainer,
  type Container,
  containerOf,
  refusal,
} from '../../../../src/systems/openclaw/container/container.ts'
import { fileInTar } from '../../../../src/systems/openclaw/container/copy.ts'
import { hostPath, isInsideOnly, reachOf } from '../../../../src/systems/openclaw/container/places.ts'
import {
  docker,
  type EngineContainer,
  NO_DAEMON,
  NO_PERMISSION,
} from '../../../lab/openclaw/commands/docker.ts'
import { fakeHost } from '../../../support/fake-host.ts'

const settings = { runtime: 'docker', name: 'claw' } as const

/** A machine whose docker is the stand-in with this container. */
function asking(one: Partial<EngineContainer>, engine: { endpoint?: string; refused?: string } = {}) {
  const asked: ExecRequest[] = []
  const host = fakeHost({
    exec: {
      run: async (request): Promise<ExecAnswer> => {
        asked.push(request)
        const {
          code,
          out = '',
          err = '',
        } = docker({ containers: [{ name: 'claw', ...one }], ...engine }, request.args)
        return { ok: true, exitCode: code, stdout: out, stderr: err }
      },
    },
  })
  return { asked, answer: askContainer({ host, signal: new AbortController().signal }, settings) }
}

async function seen(one: Partial<EngineContainer>): Promise<Container> {
  const answer = await asking(one).answer
  if (answer.kind !== 'seen') throw new Error(answer.kind)
  return answer.container
}

describe('the description of a container', () => {
  test('is asked for without its environment', async () => {
    const { asked, answer } = asking({})
    await answer
    const inspect = asked.find(({ args }) => args[0] === 'inspect')
    expect(inspect?.args.at(-1)).toBe('claw')
    expect(inspect?.args.join(' ')).not.toContain('Env')
    expect(JSON.stringify(await answer)).not.toContain('never-shown')
  })

  test('gives its state, times, ports and mounts', async () => {
    const one = await seen({
      restarts: 3,
      bindings: { '18789/tcp': [{ HostIp: '127.0.0.1', HostPort: '19125' }] },
      mounts: [{ source: '/srv/claw', destination: '/home/node/.openclaw' }],
      state: {
        StartedAt: '2026-03-09T20:00:00.5Z',
        Health: { Status: 'healthy', FailingStreak: 0, Log: [] },
      },
    })
    expect(one).toMatchObject({
      name: 'claw',
      status: 'running',
      restarts: 3,
      startedAt: Date.UTC(2026, 2, 9, 20, 0, 0, 500),
      finishedAt: null,
      health: { status: 'healthy' },
      published: { '18789/tcp': [{ host: '127.0.0.1', port: 19_125 }] },
    })
  })

  test('of Podman may leave fields out', () => {
    const output = JSON.stringify({
      name: 'openclaw',
      image: 'localhost/openclaw:local',
      labels: null,
      restarts: 0,
      state: { Status: 'exited', ExitCode: 78, Health: { Status: '', FailingStreak: 0, Log: null } },
      mounts: null,
      network: 'pasta',
      policy: null,
      bindings: { '18789/tcp': null },
      ports: null,
    })
    expect(containerOf(output)).toMatchObject({ status: 'exited', exitCode: 78, health: null, published: {} })
  })

  test('never throws, whatever is printed', () =>
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => containerOf(text) === null)))

  test('of an engine on another machine is none', async () => {
    const { answer } = asking({}, { endpoint: 'ssh://joel@vps' })
    expect(await answer).toEqual({
      kind: 'blocked',
      why: 'docker is set to the engine at ssh://vps, another machine',
    })
  })
})

test.each([
  ['Error response from daemon: No such container: claw', 'absent'],
  ['Error: no such container claw', 'absent'],
  ['Error: No such object: claw', 'absent'],
  [NO_DAEMON, 'down'],
  [
    'failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct',
    'down',
  ],
  ['Cannot connect to Podman. Please verify your connection to the Linux system', 'down'],
  [NO_PERMISSION, 'blocked'],
  ['template parsing error', 'blocked'],
])('%s: %s', (said, kind) => expect(refusal(said, 'docker').kind).toBe(kind))

describe('a file out of a tar archive', () => {
  const block = (text: string) => text.padEnd(Math.ceil(text.length / 512) * 512, '\0')
  const header = (kind: string, size: number) =>
    `${'f'.padEnd(124, '\0')}${size.toString(8).padStart(11, '0')}\0${'0'.padStart(11, '0')}\0${'        '}${kind}`.padEnd(
      512,
      '\0',
    )

  test('is its content, by bytes', () => {
    const text = '{ "agent": "Zoë" }'
    expect(fileInTar(`${header('0', Buffer.byteLength(text))}${block(text)}`)?.text).toBe(text)
  })

  test('may stand behind notes about it', () => {
    const archive = `${header('x', 3)}${block('a=b')}${header('0', 2)}${block('{}')}`
    expect(fileInTar(archive)?.text).toBe('{}')
  })

  test.each([
    ['a directory', header('5', 0)],
    ['a link', header('2', 0)],
    ['an archive that was cut', `${header('0', 900)}${block('x')}`],
    ['no archive', 'hello'],
  ])('is not %s', (_, archive) => expect(fileInTar(archive)).toBeNull())

  test('never throws', () =>
    fc.assert(fc.property(fc.string({ maxLength: 2_000 }), (text) => fileInTar(text) === null)))
})

describe('the places of a container', () => {
  test('on this machine are those of the innermost mount', async () => {
    const one = await seen({
      mounts: [
        { source: '/srv/home', destination: '/home/node' },
        { source: '/srv/claw', destination: '/home/node/.openclaw' },
      ],
    })
    expect(hostPath(one, '/home/node/.openclaw/openclaw.json')).toBe('/srv/claw/openclaw.json')
    expect(hostPath(one, '/home/node/.openclaw-work')).toBe('/srv/home/.openclaw-work')
    expect(hostPath(one, '/tmp/openclaw')).toBeNull()
  })

  test.each([
    ['the published port', { bindings: { '18789/tcp': [{ HostIp: '', HostPort: '19125' }] } }, 19_125],
    ["this machine's own", { network: 'host' }, 18_789],
    ['none', { bindings: {} }, null],
    ['none that is asked', { bindings: { '18789/tcp': [{ HostIp: '192.0.2.7', HostPort: '1' }] } }, null],
  ])('have %s', async (_, more, port) => {
    const reach = reachOf(await seen(more), 18_789)
    expect(reach.ok ? reach.port : null).toBe(port)
  })

  test.each([
    ['http://host.docker.internal:11434', true],
    ['http://127.0.0.1:1234/v1', true],
    ['http://otel-collector:4318', true],
    ['http://[::1]:4318', true],
    ['https://api.openai.com/v1', false],
    ['http://192.168.1.4:11434', false],
  ])('%s is known inside alone: %s', (url, inside) => expect(isInsideOnly(url)).toBe(inside))
})
