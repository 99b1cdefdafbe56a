import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DemoRedis, startDemoRedis } from './redis.ts'
import type { Stage } from './stage.ts'

const PROGRAM = fileURLToPath(new URL('./gateway-process.js', import.meta.url))

/** A stage with a small gateway of our own, described in a configuration of generic checks. Where redis-server is
 *  missing the Redis layer is not configured, and the introduction says so. */
export async function embeddedStage(): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'firstfault-demo-'))
  const redis = await startDemoRedis(directory)
  const gateway = spawn(process.execPath, [PROGRAM, directory], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const stop = async () => {
    await ended(gateway)
    await redis?.stop()
    await rm(directory, { recursive: true, force: true })
  }
  try {
    const [{ port }] = (await once(gateway, 'message')) as [{ port: number }]
    const config = join(directory, 'firstfault.json')
    await writeFile(config, JSON.stringify(configuration(directory, port, redis), null, 2))
    return {
      introduction: [
        'A small AI-agent gateway was started for this demonstration: a real process, port, pid file and log.',
        redis
          ? `Its queue is in a real redis-server on port ${redis.port}.`
          : 'redis-server is not installed here, so the Redis layer is skipped.',
      ],
      config,
      acts: [
        { title: 'all is well', happens: async () => {}, args: ['demo'], exits: 0 },
        {
          title: 'the model login expires: the port answers, the status says ok, and nobody gets an answer',
          happens: () => order(gateway, 'login expires'),
          args: ['demo'],
          exits: 1,
        },
        { title: 'the daemon is killed', happens: () => ended(gateway), args: ['demo'], exits: 1 },
      ],
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function order(gateway: ChildProcess, what: string): Promise<void> {
  const done = once(gateway, 'message')
  gateway.send(what)
  await done
}

async function ended(gateway: ChildProcess): Promise<void> {
  if (gateway.exitCode !== null || gateway.signalCode !== null) return
  const exit = once(gateway, 'exit')
  gateway.kill('SIGKILL')
  await exit
}

/** The configuration of a gateway of one's own: generic checks only, no code. */
function configuration(directory: string, port: number, redis: DemoRedis | null) {
  const command = ['gateway-process', directory]
  const log = join(directory, 'gateway.log')
  const rule = {
    code: 'error-log.auth-failed',
    severity: 'fault',
    summary: 'the model provider refuses the login of {provider}',
    match: 'Authentication failed for "(?P<provider>[a-z-]+)"',
    clearedBy: ['answer sent to'],
  }
  return {
    gateways: {
      demo: {
        system: 'custom',
        layers: {
          process: {
            checks: [
              { check: 'plain-process', command },
              { check: 'pid-file', path: join(directory, 'gateway.pid'), command },
              { check: 'port-owner', port, command },
            ],
          },
          'cli-status': {
            checks: [
              {
                check: 'http-health',
                url: `http://127.0.0.1:${port}/health`,
                contentType: 'application/json',
                body: { ok: true },
              },
            ],
          },
          'error-log': {
            checks: [
              {
                check: 'log-rules',
                path: log,
                format: 'json-lines',
                startedBy: 'gateway started',
                rules: [rule],
              },
            ],
          },
          ...(redis
            ? { redis: { checks: [{ check: 'redis-server', host: '127.0.0.1', port: redis.port }] } }
            : {}),
        },
      },
    },
  }
}
