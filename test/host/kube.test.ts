import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { kube } from '../../src/host/machine/kube.ts'
import { closedPort, startHangup, startHttpTalker, startTcp } from '../support/tcp.ts'

let directory: string
const stops: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'firstfault-test-kube-'))
  // Loading the client takes its time once, and is not part of a request.
  await import('@kubernetes/client-node')
})
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const signal = new AbortController().signal

/** A kubeconfig of one user, one cluster and the named contexts. */
async function configFor(
  server: string,
  { contexts = ['lab'], cluster = {}, user = { token: 'token-1234567' } as object } = {},
): Promise<string> {
  const path = join(directory, `config-${Math.random()}`)
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': contexts[0],
    // The client takes plain http only together with this.
    clusters: [
      { name: 'c', cluster: { server, 'insecure-skip-tls-verify': /^http:/.test(server), ...cluster } },
    ],
    users: [{ name: 'u', user }],
    contexts: contexts.map((name) => ({ name, context: { cluster: 'c', user: 'u' } })),
  }
  await writeFile(path, JSON.stringify(config))
  return path
}

async function serve(listener: RequestListener, tls?: { key: string; cert: string }): Promise<string> {
  const server = tls ? createTlsServer(tls, listener) : createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function tcp(start: ReturnType<typeof startTcp>): Promise<string> {
  const server = await start
  stops.push(server.stop)
  return `127.0.0.1:${server.port}`
}

const nodes = async (server: string, more: Parameters<typeof configFor>[1] = {}, deadlineMs = 2000) =>
  kube.nodes({ target: { kubeconfig: await configFor(server, more), context: null }, deadlineMs }, signal)

const NODES = {
  kind: 'NodeList',
  items: [
    {
      metadata: { name: 'colima', labels: { a: 'b' } },
      spec: { unschedulable: true },
      status: {
        conditions: [
          {
            type: 'Ready',
            status: 'False',
            reason: 'KubeletNotReady',
            lastTransitionTime: '2026-11-20T22:00:00Z',
          },
        ],
      },
    },
  ],
}

const PODS = {
  kind: 'PodList',
  items: [
    {
      metadata: { name: 'redis-0', deletionTimestamp: '2026-11-20T22:00:00Z' },
      status: {
        phase: 'Running',
        startTime: '2026-11-20T21:00:00Z',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [
          {
            name: 'a',
            ready: true,
            restartCount: 2,
            state: { running: { startedAt: '2026-11-20T21:01:00Z' } },
          },
          { name: 'b', ready: false, restartCount: 9, state: { waiting: { reason: 'CrashLoopBackOff' } } },
          {
            name: 'c',
            ready: false,
            restartCount: 1,
            state: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
          },
        ],
      },
    },
    { metadata: { name: 'new-0' }, status: { phase: 'Pending' } },
  ],
}

/** Stands in for the API server of a cluster, which cannot run here. */
const api: RequestListener = (request, response) => {
  if (request.headers.authorization !== 'Bearer token-1234567') {
    response.writeHead(401).end('{"kind":"Status"}')
  } else if (request.url === '/api/v1/nodes?limit=500') {
    response.end(JSON.stringify(NODES))
  } else if (request.url === '/api/v1/namespaces/joel%2Fclaw/pods?limit=500') {
    response.end(JSON.stringify(PODS))
  } else {
    response.writeHead(404).end('{"kind":"Status","message":"not here"}')
  }
}

describe('an API server that answers', () => {
  it('gives nodes and pods', async () => {
    const server = await serve(api)
    expect(await nodes(server)).toEqual({
      ok: true,
      server,
      nodes: [
        {
          name: 'colima',
          unschedulable: true,
          conditions: [
            { type: 'Ready', status: 'False', reason: 'KubeletNotReady', since: '2026-11-20T22:00:00Z' },
          ],
        },
      ],
    })
    const target = { kubeconfig: await configFor(server), context: 'lab' }
    expect(await kube.pods({ target, namespace: 'joel/claw', deadlineMs: 2000 }, signal)).toEqual({
      ok: true,
      pods: [
        {
          name: 'redis-0',
          phase: 'Running',
          deleting: true,
          startedAt: '2026-11-20T21:00:00Z',
          conditions: [{ type: 'Ready', status: 'True', reason: null, since: null }],
          containers: [
            { name: 'a', ready: true, restarts: 2, state: 'running', startedAt: '2026-11-20T21:01:00Z' },
            { name: 'b', ready: false, restarts: 9, state: 'CrashLoopBackOff', startedAt: null },
            { name: 'c', ready: false, restarts: 1, state: 'OOMKilled', startedAt: null },
          ],
        },
        { name: 'new-0', phase: 'Pending', deleting: false, startedAt: null, conditions: [], containers: [] },
      ],
    })
  })

  it('is trusted by its certificate authority only', async () => {
    const files = { key: join(directory, 'key.pem'), cert: join(directory, 'cert.pem') }
    const subject = ['-subj', '/CN=lab', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2']
    const how = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    execFileSync('openssl', [...how, '-keyout', files.key, '-out', files.cert, ...subject], {
      stdio: 'ignore',
    })
    const [key, cert] = await Promise.all([readFile(files.key, 'utf8'), readFile(files.cert, 'utf8')])
    const server = await serve(api, { key, cert })
    expect(await nodes(server)).toMatchObject({ ok: false, problem: 'tls' })
    expect(await nodes(server, { cluster: { 'certificate-authority': files.cert } })).toMatchObject({
      ok: true,
    })
    expect(await nodes(server, { cluster: { 'insecure-skip-tls-verify': true } })).toMatchObject({ ok: true })
  })

  it('gets the token of a credential program, which has no terminal and ends with the deadline', async () => {
    const server = await serve(api)
    const credential = { kind: 'ExecCredential', status: { token: 'token-1234567' } }
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath }
    const run = (script: string, deadlineMs?: number) =>
      nodes(server, { user: { exec: { ...exec, args: ['-e', script] } } }, deadlineMs)
    expect(await run(`console.log('${JSON.stringify(credential)}')`)).toMatchObject({ ok: true })
    expect(await run('process.exit(3)')).toMatchObject({
      problem: 'unauthorized',
      message: expect.stringMatching(/exit code 3$/),
    })
    expect(await run('console.log("hello")')).toMatchObject({ problem: 'unauthorized' })
    expect(await run('setInterval(() => {}, 1000)', 300)).toMatchObject({ problem: 'silent' })
    const always = { user: { exec: { ...exec, interactiveMode: 'Always' } } }
    expect(await nodes(server, always)).toMatchObject({ problem: 'unauthorized' })
  })
})

describe('a problem', () => {
  it('is no-config or no-context before anybody is asked', async () => {
    const ask = (kubeconfig: string | null, context: string | null) =>
      kube.nodes({ target: { kubeconfig, context }, deadlineMs: 2000 }, signal)
    const none = join(directory, 'none')
    expect(await ask(none, null)).toMatchObject({ problem: 'no-config' })
    const broken = join(directory, 'broken')
    await writeFile(broken, 'token: [secret-word')
    const answer = await ask(broken, null)
    expect(answer).toMatchObject({ problem: 'no-config' })
    expect(JSON.stringify(answer)).not.toContain('secret-word')
    const two = await configFor('http://127.0.0.1:1', { contexts: ['lab', 'production'] })
    expect(await ask(two, null)).toMatchObject({
      problem: 'no-context',
      message: expect.stringContaining('lab, prod'),
    })
    expect(await ask(two, 'other')).toMatchObject({ problem: 'no-context' })
    const before = process.env.KUBECONFIG
    process.env.KUBECONFIG = `${none}:${two}`
    try {
      expect(await ask(null, null)).toMatchObject({ problem: 'no-context' })
      process.env.KUBECONFIG = none
      expect(await ask(null, null)).toMatchObject({ problem: 'no-config' })
    } finally {
      if (before === undefined) delete process.env.KUBECONFIG
      else process.env.KUBECONFIG = before
    }
  })

  const answering = (status: number, body: string) => () =>
    serve((_, response) => response.writeHead(status).end(body))

  it.each([
    ['refused', async () => `http://127.0.0.1:${await closedPort()}`],
    ['dns', async () => 'https://nonexistent.invalid:6443'],
    ['eof', async () => `http://${await tcp(startHangup())}`],
    ['eof', async () => `https://${await tcp(startHangup())}`],
    ['tls', async () => `https://${await tcp(startHttpTalker())}`],
    ['tls-timeout', async () => `https://${await tcp(startTcp())}`],
    ['silent', async () => `http://${await tcp(startTcp())}`],
    ['unauthorized', answering(401, '{}')],
    ['forbidden', answering(403, '{"message":"nodes is forbidden"}')],
    ['http', answering(503, '{"message":"etcd is down"}')],
    ['http', answering(200, '<html>a proxy</html>')],
    ['http', answering(200, '{"items":[{"metadata":{}}]}')],
    ['http', async () => `http://${await tcp(startTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')))}`],
  ])('is %s', async (problem, url) => {
    const answer = await nodes(await url(), {}, 400)
    expect(answer).toMatchObject({ ok: false, problem, message: expect.stringMatching(/./) })
  })

  it('is silent when the answer never ends', async () => {
    const url = await serve((_, response) => {
      const timer = setInterval(() => response.write('{"items":'), 10)
      response.on('close', () => clearInterval(timer))
    })
    const begun = performance.now()
    expect(await nodes(url, {}, 300)).toMatchObject({ ok: false, problem: 'silent' })
    expect(performance.now() - begun).toBeLessThan(1000)
  })
})
