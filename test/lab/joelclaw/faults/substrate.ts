import { type Faults, fails, warns } from './fault.ts'

const OUTAGE = 'substrate-outage'
const DOWN = { ready: false, state: 'Running', restarts: 0 }

/** The machine and the cluster below the gateway. */
export const substrateFaults: Faults = {
  'colima-stopped': {
    title: 'colima is stopped; the API refuses and the Redis forward leads nowhere',
    expect: fails('substrate', 'substrate.vm-stopped', OUTAGE),
    apply: async (lab) => {
      lab.colima({ running: false })
      await lab.kube.stop()
      await lab.forward.become('hangs-up')
    },
  },
  'kube-refused': {
    title: 'colima runs, the Kubernetes API refuses',
    expect: fails('substrate', 'substrate.api-refused', OUTAGE),
    apply: (lab) => lab.kube.stop(),
  },
  'kube-eof': {
    title: 'the Kubernetes API closes every connection',
    expect: fails('substrate', 'substrate.api-eof', OUTAGE),
    apply: async (lab) => {
      lab.kube.mood = 'hang-up'
    },
  },
  'kube-silent': {
    title: 'the Kubernetes API takes connections and says nothing',
    expect: fails('substrate', 'substrate.api-silent', OUTAGE),
    apply: async (lab) => {
      lab.kube.mood = 'silent'
    },
  },
  'node-not-ready': {
    title: 'the only node is NotReady',
    expect: fails('substrate', 'substrate.node-not-ready', OUTAGE),
    apply: async (lab) => {
      lab.kube.node = { ...lab.kube.node, ready: false, bootedAgoMs: 900_000 }
    },
  },
  'redis-pod-running-not-ready': {
    title: 'redis-0 says Running and is not ready',
    expect: fails('substrate', 'substrate.pod-not-ready', OUTAGE),
    apply: async (lab) => {
      lab.kube.pods = { ...lab.kube.pods, 'redis-0': DOWN }
      await lab.forward.become('hangs-up')
    },
  },
  'inngest-crash-loop': {
    title: 'inngest-0 crashes again and again',
    expect: fails('substrate', 'substrate.pod-crash-loop', OUTAGE),
    apply: async (lab) => {
      lab.kube.pods = {
        ...lab.kube.pods,
        'inngest-0': { ready: false, state: 'CrashLoopBackOff', restarts: 41 },
      }
    },
  },
  'redis-pod-missing': {
    title: 'there is no redis-0',
    expect: fails('substrate', 'substrate.pod-missing', OUTAGE),
    apply: async (lab) => {
      const { 'redis-0': _, ...others } = lab.kube.pods
      lab.kube.pods = others
      await lab.forward.become('refuses')
    },
  },
  'typesense-pod-down': {
    title: 'typesense-0 is not ready: only telemetry suffers',
    expect: warns(),
    sees: ['substrate.pod-not-ready'],
    apply: async (lab) => {
      lab.kube.pods = { ...lab.kube.pods, 'typesense-0': DOWN }
    },
  },
}
