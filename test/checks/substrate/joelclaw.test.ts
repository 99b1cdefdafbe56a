import { describe, expect, it } from 'vitest'
import { judgeColima } from '../../../checks/substrate/joelclaw-colima.ts'
import type { Check } from '../../../src/core/check.ts'
import type { ExecAnswer, ExecProblem } from '../../../src/host/exec.ts'
import type { HttpAnswer, HttpProblem } from '../../../src/host/http.ts'
import type { KubePod, KubeProblem } from '../../../src/host/kube.ts'
import type { RedisProblem } from '../../../src/host/redis.ts'
import { joelclaw } from '../../../src/systems/joelclaw/index.ts'
import type { JoelclawSettings } from '../../../src/systems/joelclaw/settings.ts'
import { fakeHost, runCheck } from '../../support/fake-host.ts'
import { answered, healthBody, joelclawWith, redisReplies } from '../../support/joelclaw.ts'
import { node, pod } from '../../support/kube.ts'

const RUNNING =
  '{"display_name":"colima","driver":"macOS Virtualization.Framework","arch":"aarch64","runtime":"docker","kubernetes":false}'
const runs: ExecAnswer = { ok: true, exitCode: 0, stdout: RUNNING, stderr: '' }
const stopped: ExecAnswer = {
  ok: true,
  exitCode: 1,
  stdout: '',
  stderr: 'FATA[0000] colima is not running\n',
}
const missing: ExecProblem = { ok: false, problem: 'missing', message: 'colima: not found' }
const hangs: ExecProblem = { ok: false, problem: 'timeout', message: 'no end within 6000 ms' }
const inngestUp = answered('{"status":200}')

interface Scene {
  readonly colima?: ExecAnswer | ExecProblem
  readonly kube?: KubeProblem | readonly KubePod[]
  readonly redis?: RedisProblem['problem'] | null
  readonly inngest?: HttpAnswer | HttpProblem
  readonly health?: string
  readonly kubernetes?: Partial<JoelclawSettings['kubernetes']>
}

const OURS = ['redis-0', 'inngest-0', 'typesense-0'].map((name) => pod(name))

/** Runs the substrate layer of a Mac whose parts are stand-ins. */
async function look({
  colima = runs,
  kube = OURS,
  redis = null,
  inngest = inngestUp,
  health = healthBody(),
  kubernetes = {},
}: Scene = {}) {
  const base = joelclawWith().settings
  const settings = { ...base, kubernetes: { ...base.kubernetes, ...kubernetes } }
  const problem = 'ok' in kube ? kube : null
  const host = fakeHost({
    exec: { run: async () => colima },
    kube: {
      nodes: async () => problem ?? { ok: true, server: 'https://127.0.0.1:6443', nodes: [node()] },
      pods: async () => problem ?? { ok: true, pods: kube as readonly KubePod[] },
    },
    redis: {
      ask: async () =>
        redis
          ? { ok: false, problem: redis, message: `127.0.0.1:6379 ${redis}` }
          : { ok: true, replies: redisReplies(settings), durationMs: 2 },
    },
    http: { request: async ({ url }) => (url.includes(':8288') ? inngest : answered(health)) },
    files: {
      read: async () => ({ ok: false, problem: 'absent', message: '' }),
      stat: async () => ({
        ok: true,
        kind: 'file',
        size: 6,
        mtimeMs: 0,
        uid: 501,
        gid: 20,
        mode: 0o644,
        inode: 1,
        device: 1,
      }),
    },
  })
  const layer = joelclaw.layers(settings).substrate
  const checks: readonly Check[] = 'checks' in layer ? layer.checks : []
  const outcomes = await Promise.all(checks.map((check) => runCheck(check, host)))
  const findings = outcomes.flatMap((outcome) => outcome.findings)
  return {
    codes: findings.map((finding) => `${finding.severity} ${finding.code}`),
    unchecked: outcomes.flatMap((outcome) => outcome.unchecked),
    skipped: outcomes.flatMap((outcome) => outcome.skipped ?? []),
    details: outcomes.flatMap((outcome) => outcome.detail ?? []),
  }
}

const api = (problem: KubeProblem['problem']): KubeProblem => ({
  ok: false,
  problem,
  message: `the API: ${problem}`,
})

describe("joelclaw's substrate layer", () => {
  it('is quiet when all is ready', async () => {
    expect(await look()).toEqual({
      codes: [],
      unchecked: [],
      skipped: [],
      details: [
        'colima runs, macOS Virtualization.Framework, aarch64',
        '1 node Ready, redis-0 and inngest-0 ready',
        'ports 6379 and 8288 lead to their services',
      ],
    })
  })

  it('shows the whole outage when Colima is stopped and its forwarded port is left over', async () => {
    const { codes } = await look({
      colima: stopped,
      kube: api('refused'),
      redis: 'closed',
      inngest: { ok: false, problem: 'reset', message: 'closed' },
    })
    expect(codes).toEqual([
      'fault substrate.vm-stopped',
      'fault substrate.api-refused',
      'fault substrate.listener-dead',
      'warning substrate.listener-dead',
    ])
  })

  it('only warns of the port while the gateway serves without Redis', async () => {
    const health = healthBody({ mode: 'redis_degraded' })
    expect((await look({ redis: 'silent', health })).codes).toEqual(['warning substrate.listener-dead'])
  })

  it('leaves a refused Redis port to the redis layer', async () => {
    expect((await look({ redis: 'refused' })).codes).toEqual([])
  })

  it('sees what Inngest’s port leads to', async () => {
    expect((await look({ inngest: { ok: false, problem: 'refused', message: 'refused' } })).codes).toEqual([
      'warning substrate.listener-missing',
    ])
    expect((await look({ inngest: answered('<html>', { contentType: 'text/html' }) })).codes).toEqual([
      'warning substrate.listener-foreign',
    ])
  })

  it('names the pod that is not ready', async () => {
    const kube = [
      pod('redis-0', { ready: false, state: 'CrashLoopBackOff', restarts: 7 }),
      pod('inngest-0'),
      pod('typesense-0'),
    ]
    expect((await look({ kube, redis: 'refused' })).codes).toEqual(['fault substrate.pod-crash-loop'])
  })

  describe('a cluster that nobody named', () => {
    it('is skipped when it is another one and Redis answers', async () => {
      const { codes, unchecked, skipped } = await look({ kube: [] })
      expect([codes, unchecked, skipped.length]).toEqual([[], [], 2])
    })

    it('is unchecked when it is another one and Redis is gone', async () => {
      const { codes, unchecked } = await look({ kube: [], redis: 'refused' })
      expect(codes).toEqual([])
      expect(unchecked[0]).toContain('kubernetes.context')
    })

    it('is unchecked when its API is down and Redis answers', async () => {
      const { codes, unchecked } = await look({ kube: api('refused') })
      expect(codes).toEqual([])
      expect(unchecked[0]).toContain('not known')
    })

    it('is skipped without a kubeconfig, and unchecked with several contexts', async () => {
      expect((await look({ kube: api('no-config') })).skipped).toHaveLength(2)
      expect((await look({ kube: api('no-context') })).unchecked).toHaveLength(1)
    })
  })

  describe('a cluster that was named', () => {
    const kubernetes = { context: 'admin@joelclaw' }

    it('fails with its API, whatever Redis says', async () => {
      expect((await look({ kubernetes, kube: api('eof') })).codes).toEqual(['fault substrate.api-eof'])
    })

    it('misses its pods', async () => {
      const { codes } = await look({ kubernetes, kube: [] })
      expect(codes).toEqual([
        'fault substrate.pod-missing',
        'fault substrate.pod-missing',
        'warning substrate.pod-missing',
      ])
    })

    it('is unchecked without a kubeconfig', async () => {
      expect((await look({ kubernetes: { expected: true }, kube: api('no-config') })).unchecked).toHaveLength(
        1,
      )
    })
  })

  it('skips Kubernetes and its ports where the gateway does not stand on it', async () => {
    const { codes, skipped } = await look({ kubernetes: { expected: false }, redis: 'silent' })
    expect([codes, skipped.length]).toEqual([[], 2])
  })
})

describe('judgeColima', () => {
  it.each([
    ['runs', runs, null, true, 'fine'],
    ['runs, older words', { ...runs, stdout: 'not json' }, null, true, 'fine'],
    ['stopped', stopped, null, false, 'fault substrate.vm-stopped'],
    ['stopped, declared', stopped, true, true, 'fault substrate.vm-stopped'],
    ['stopped, not needed', stopped, null, true, 'note substrate.vm-not-needed'],
    ['missing', missing, null, false, 'skipped'],
    ['missing, declared', missing, true, true, 'unchecked'],
    ['hangs alone', hangs, null, true, 'unchecked'],
    ['hangs with Redis gone', hangs, null, false, 'fault substrate.vm-unhealthy'],
    ['fails otherwise', { ...stopped, stderr: 'FATA[0001] empty value' }, null, true, 'unchecked'],
  ] as const)('%s', (_, answer, expected, redisAnswers, want) => {
    const outcome = judgeColima(answer, { expected, redisAnswers })
    const [first] = outcome.findings
    const got = first
      ? `${first.severity} ${first.code}`
      : outcome.skipped
        ? 'skipped'
        : outcome.unchecked.length > 0
          ? 'unchecked'
          : 'fine'
    expect(got).toBe(want)
  })
})
