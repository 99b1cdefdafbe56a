import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kinds } from '../../../checks/substrate/index.ts'
import { judgeNodes } from '../../../checks/substrate/nodes.ts'
import { judgePods } from '../../../checks/substrate/pods.ts'
import type { KubeNode, KubePod, KubeProblem } from '../../../src/host/kube.ts'
import { fakeHost, NOW, runCheck } from '../../support/fake-host.ts'
import { node, pod } from '../../support/kube.ts'

const grace = { now: NOW, warmUpMs: 120_000 }
const codes = (findings: readonly { severity: string; code: string }[]) =>
  findings.map(({ severity, code }) => `${severity} ${code}`)
const ago = (ms: number) => new Date(NOW - ms).toISOString()

describe('judgeNodes', () => {
  it.each<[string, KubeNode, string[]]>([
    ['Ready', node(), []],
    [
      'NotReady',
      node({ status: 'False', reason: 'KubeletNotReady', since: ago(600_000) }),
      ['fault substrate.node-not-ready'],
    ],
    [
      'not Ready yet',
      node({ status: 'False', reason: 'KubeletNotReady', since: ago(30_000) }),
      ['warning substrate.warming-up'],
    ],
    [
      'a kubelet that stopped reporting',
      node({ status: 'Unknown', reason: 'NodeStatusUnknown', since: ago(30_000) }),
      ['fault substrate.node-not-ready'],
    ],
    ['cordoned', node({}, { unschedulable: true }), ['warning substrate.node-unschedulable']],
    [
      'short of disk',
      node({}, { extra: [{ type: 'DiskPressure', status: 'True', reason: null, since: null }] }),
      ['warning substrate.node-pressure'],
    ],
    [
      'without conditions',
      { name: 'n', unschedulable: false, conditions: [] },
      ['fault substrate.node-not-ready'],
    ],
  ])('%s', (_, one, expected) => {
    expect(codes(judgeNodes([one], grace))).toEqual(expected)
  })

  it('does not take an empty cluster for a healthy one', () => {
    expect(codes(judgeNodes([], grace))).toEqual(['fault substrate.no-node'])
  })
})

describe('judgePods', () => {
  const wanted = { namespace: 'joelclaw', required: ['redis-0'], optional: ['typesense-0'] }
  const typesense = pod('typesense-0')

  it.each<[string, KubePod, string[]]>([
    ['Ready', pod('redis-0'), []],
    [
      'Running and not Ready',
      pod('redis-0', { ready: false, startedAt: ago(600_000) }),
      ['fault substrate.pod-not-ready'],
    ],
    [
      'Running and not Ready yet',
      pod('redis-0', { ready: false, startedAt: ago(20_000) }),
      ['warning substrate.warming-up'],
    ],
    [
      'Running for a moment, again and again',
      pod('redis-0', { ready: false, startedAt: ago(20_000), restarts: 9 }),
      ['fault substrate.pod-not-ready'],
    ],
    [
      'CrashLoopBackOff',
      pod('redis-0', { ready: false, state: 'CrashLoopBackOff', restarts: 9, startedAt: ago(20_000) }),
      ['fault substrate.pod-crash-loop'],
    ],
    [
      'ImagePullBackOff',
      pod('redis-0', { ready: false, state: 'ImagePullBackOff', phase: 'Pending' }),
      ['fault substrate.pod-image-pull'],
    ],
    [
      'Pending',
      pod('redis-0', { ready: false, phase: 'Pending', state: 'ContainerCreating' }),
      ['fault substrate.pod-pending'],
    ],
    ['Terminating', pod('redis-0', { deleting: true }), ['fault substrate.pod-not-ready']],
    ['absent', pod('inngest-0'), ['fault substrate.pod-missing']],
  ])('%s', (_, one, expected) => {
    expect(codes(judgePods([one, typesense], wanted, grace))).toEqual(expected)
  })

  it('only warns of an optional pod', () => {
    expect(
      codes(
        judgePods(
          [pod('redis-0'), pod('typesense-0', { ready: false, startedAt: ago(600_000) })],
          wanted,
          grace,
        ),
      ),
    ).toEqual(['warning substrate.pod-not-ready'])
    expect(codes(judgePods([pod('redis-0')], wanted, grace))).toEqual(['warning substrate.pod-missing'])
  })

  it('never calls a pod fine that is not Ready', () => {
    const states = fc.constantFrom(
      'running',
      'CrashLoopBackOff',
      'ErrImagePull',
      'OOMKilled',
      'Completed',
      '',
    )
    fc.assert(
      fc.property(
        states,
        fc.constantFrom('Running', 'Pending', 'Failed', 'Unknown'),
        fc.nat(20),
        fc.integer({ min: -1e6, max: 1e6 }),
        (state, phase, restarts, ms) => {
          const one = pod('redis-0', { ready: false, state, phase, restarts, startedAt: ago(ms) })
          expect(judgePods([one, typesense], wanted, grace)).toHaveLength(1)
        },
      ),
    )
  })
})

describe('kubernetes-pods', () => {
  const kind = kinds['kubernetes-pods']
  const check = kind.make(kind.schema.parse({ namespace: 'apps', required: ['web-0'] }))
  const ask = (nodes: KubeProblem | null) =>
    runCheck(
      check,
      fakeHost({
        kube: {
          nodes: async () => nodes ?? { ok: true, server: 'https://127.0.0.1:6443', nodes: [node()] },
          pods: async () => ({ ok: true, pods: [pod('web-0')] }),
        },
      }),
    )

  it('is fine with a Ready node and pod', async () => {
    expect(await ask(null)).toMatchObject({ findings: [], detail: '1 node Ready, web-0 ready' })
  })

  it.each([
    ['refused', 'substrate.api-refused'],
    ['eof', 'substrate.api-eof'],
    ['tls-timeout', 'substrate.api-silent'],
    ['silent', 'substrate.api-silent'],
    ['tls', 'substrate.api-untrusted'],
    ['dns', 'substrate.api-name-unknown'],
    ['http', 'substrate.api-error'],
  ] as const)('%s is the finding %s', async (problem, code) => {
    expect(codes((await ask({ ok: false, problem, message: 'm' })).findings)).toEqual([`fault ${code}`])
  })

  it.each(['no-config', 'no-context', 'forbidden', 'unauthorized'] as const)(
    '%s is our ignorance',
    async (problem) => {
      expect(await ask({ ok: false, problem, message: 'm' })).toMatchObject({
        findings: [],
        unchecked: ['m'],
      })
    },
  )
})
