import { type Said, type Standing, stand } from './http.ts'

/** A pod as the lab describes it. */
export interface LabPod {
  readonly ready: boolean
  /** Running, or the reason why its container waits: CrashLoopBackOff, ContainerCreating … */
  readonly state: string
  readonly restarts: number
}

export interface KubeServer extends Standing {
  mood: 'answers' | 'silent' | 'hang-up' | 'unauthorised'
  node: { ready: boolean; cordoned: boolean; bootedAgoMs: number }
  pods: Record<string, LabPod>
}

const DAY = 86_400_000
const RUNNING: LabPod = { ready: true, state: 'Running', restarts: 0 }

/** A stand-in for the cluster's API, enough for kubectl and client-node: discovery, version, and list and get of
 *  nodes and of the pods in namespace joelclaw. */
export async function startKube(): Promise<KubeServer> {
  const standing = await stand((request): Said => {
    if (server.mood === 'silent') return 'silence'
    if (server.mood === 'hang-up') return 'hang-up'
    if (server.mood === 'unauthorised') return status(401, 'Unauthorized', 'Unauthorized')
    const path = new URL(request.url ?? '/', 'http://kube').pathname.replace(/\/$/, '')
    return answer(server, path)
  })
  const server: KubeServer = Object.assign(standing, {
    mood: 'answers' as KubeServer['mood'],
    node: { ready: true, cordoned: false, bootedAgoMs: 32 * DAY },
    pods: {
      'redis-0': RUNNING,
      'inngest-0': RUNNING,
      'typesense-0': RUNNING,
      'system-bus-worker-7d9f': RUNNING,
    },
  })
  return server
}

const NODES = '/api/v1/nodes'
const PODS = '/api/v1/namespaces/joelclaw/pods'

function answer(server: KubeServer, path: string): Said {
  const nodes = [node(server)]
  const pods = Object.entries(server.pods).map(([name, state]) => pod(name, state))
  const one = (items: readonly { metadata: { name: string } }[], base: string, kind: string): Said => {
    const name = path.slice(base.length + 1)
    const item = items.find((each) => each.metadata.name === name)
    if (item) return { status: 200, body: item }
    return status(404, 'NotFound', `${kind} "${name}" not found`, { name, kind })
  }
  if (path === '/version')
    return { status: 200, body: { major: '1', minor: '35', gitVersion: 'v1.35.0', platform: 'linux/arm64' } }
  if (path === '/api') return { status: 200, body: { kind: 'APIVersions', versions: ['v1'] } }
  if (path === '/apis') return { status: 200, body: { kind: 'APIGroupList', apiVersion: 'v1', groups: [] } }
  if (path === '/api/v1') return { status: 200, body: RESOURCES }
  if (path === NODES)
    return { status: 200, body: { kind: 'NodeList', apiVersion: 'v1', metadata: {}, items: nodes } }
  if (path === PODS)
    return { status: 200, body: { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: pods } }
  if (path.startsWith(`${NODES}/`)) return one(nodes, NODES, 'nodes')
  if (path.startsWith(`${PODS}/`)) return one(pods, PODS, 'pods')
  if (/^\/api\/v1\/namespaces\/[^/]+\/pods$/.test(path))
    return { status: 200, body: { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [] } }
  return status(404, 'NotFound', 'the server could not find the requested resource')
}

const resource = (name: string, kind: string, namespaced: boolean) => ({
  name,
  singularName: kind.toLowerCase(),
  namespaced,
  kind,
  verbs: ['get', 'list'],
  shortNames: [name.slice(0, 2)],
})

const RESOURCES = {
  kind: 'APIResourceList',
  groupVersion: 'v1',
  resources: [resource('nodes', 'Node', false), resource('pods', 'Pod', true)],
}

const status = (code: number, reason: string, message: string, details = {}): Said => ({
  status: code,
  body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code },
})

const ago = (ms: number) => new Date(Date.now() - ms).toISOString().replace(/\.\d+Z$/, 'Z')

function node({ node: { ready, cordoned, bootedAgoMs } }: KubeServer) {
  const at = ago(bootedAgoMs)
  const condition = {
    type: 'Ready',
    status: ready ? 'True' : 'False',
    reason: ready ? 'KubeletReady' : 'KubeletNotReady',
  }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: 'joelclaw-controlplane-1',
      creationTimestamp: ago(32 * DAY),
      labels: { 'node-role.kubernetes.io/control-plane': '' },
    },
    spec: cordoned ? { unschedulable: true } : {},
    status: {
      conditions: [{ ...condition, lastHeartbeatTime: ago(20_000), lastTransitionTime: at, message: '' }],
      nodeInfo: { kubeletVersion: 'v1.35.0', osImage: 'Talos (v1.12.0)' },
      addresses: [{ type: 'InternalIP', address: '10.5.0.2' }],
    },
  }
}

function pod(name: string, { ready, state, restarts }: LabPod) {
  const at = ago(12 * DAY)
  const up = state === 'Running'
  const container = name.replace(/-\d+$/, '')
  const condition = { status: ready ? 'True' : 'False', lastTransitionTime: ready ? at : ago(300_000) }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'joelclaw', creationTimestamp: at, labels: { app: container } },
    spec: {
      nodeName: 'joelclaw-controlplane-1',
      containers: [{ name: container, image: `${container}:lab` }],
    },
    status: {
      phase: up || state === 'CrashLoopBackOff' ? 'Running' : 'Pending',
      startTime: at,
      conditions: [
        { type: 'Ready', ...condition },
        { type: 'ContainersReady', ...condition },
      ],
      containerStatuses: [
        {
          name: container,
          image: `${container}:lab`,
          imageID: '',
          ready,
          restartCount: restarts,
          state: up ? { running: { startedAt: at } } : { waiting: { reason: state, message: 'back-off' } },
          lastState: {},
        },
      ],
    },
  }
}
