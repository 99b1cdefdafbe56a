import { type Codes, change, look, remedy } from '../entry.ts'
import { substrateEngine } from './process-container.ts'
import { authority } from './substrate-authority.ts'
import { substrateHost } from './substrate-host.ts'
import { metadata } from './substrate-metadata.ts'
import { stores } from './substrate-stores.ts'
import { tmux } from './substrate-tmux.ts'

const nodes = look('see the node', 'kubectl', '--request-timeout=5s', 'get', 'nodes', '-o', 'wide')
const vm = look('see whether the virtual machine runs', 'colima', 'status', '--json')
const pod = look(
  'see why',
  'kubectl',
  '--request-timeout=5s',
  '-n',
  '{namespace}',
  'describe',
  'pod',
  '{pod}',
)
const again = ['firstfault diagnose --only substrate', 'firstfault diagnose']

/** The cluster runs in Colima's virtual machine here, so that is looked at first. */
const clusterDown = remedy('Look at the cluster before anything above it.', nodes)
const clusterInColima = remedy(
  'Look at the virtual machine first, then at the node. What the gateway and Redis complain about is only the consequence.',
  vm,
  nodes,
)

export const substrate = {
  ...substrateHost,
  ...substrateEngine,
  ...tmux,
  ...metadata,
  ...authority,
  ...stores,
  'substrate.vm-stopped': {
    title: 'The virtual machine is not running',
    meaning:
      'Redis, Inngest and the cluster live in it: nothing above can work, and what the gateway reports is only the consequence.',
    cause: 'Colima was stopped, crashed, or did not come up after a reboot.',
    remedy: remedy(
      'Start Colima, wait until the node is Ready, and only then look at the gateway.',
      change('start the virtual machine', 'colima', 'start'),
      nodes,
    ),
    verify: ['colima status', ...again],
  },
  'substrate.vm-unhealthy': {
    title: 'The virtual machine does not answer',
    meaning: 'Colima cannot tell its state, and Redis behind it does not answer either.',
    cause: '{why}.',
    remedy: remedy(
      'Restart Colima; never kill its ssh multiplexer by hand, that cuts the forwarded ports.',
      vm,
      change('restart the virtual machine', 'colima', 'restart'),
    ),
    verify: ['colima status', ...again],
  },
  'substrate.vm-not-needed': {
    title: 'Colima is installed and not running',
    meaning: 'Redis answers without it, so this gateway does not seem to stand on it.',
    cause: 'Redis was moved elsewhere, or another virtual machine carries it.',
    remedy: remedy('Say so in the configuration: colima.expected true or false.'),
    verify: again,
  },
  'substrate.api-refused': {
    title: 'The Kubernetes API refuses connections',
    meaning:
      'The cluster is down or its port is not forwarded; what runs in it is unreachable or soon will be.',
    cause:
      'Nothing listens at the API server of the context ({context}): the control plane or its virtual machine is stopped.',
    remedy: clusterDown,
    bySystem: { joelclaw: clusterInColima },
    verify: again,
  },
  'substrate.api-eof': {
    title: 'The Kubernetes API closes connections',
    meaning: 'A listener is left over, with no control plane behind it.',
    cause:
      'The forwarded port of the context ({context}) survives while the control plane behind it is gone.',
    remedy: clusterDown,
    bySystem: { joelclaw: clusterInColima },
    verify: again,
  },
  'substrate.api-silent': {
    title: 'The Kubernetes API takes connections and does not answer',
    meaning: 'The control plane is starved, starting, or gone behind its forwarded port.',
    cause: 'No answer from the context ({context}) in time: {why}.',
    remedy: clusterDown,
    bySystem: { joelclaw: clusterInColima },
    verify: again,
  },
  'substrate.api-untrusted': {
    title: 'The Kubernetes API is not the one the kubeconfig trusts',
    meaning: 'Something answers, and its certificate does not belong to this cluster.',
    cause:
      'The cluster was built anew, its certificate expired, or another program took its port ({context}).',
    remedy: remedy('Fetch the kubeconfig of the present cluster.', nodes),
    verify: again,
  },
  'substrate.api-name-unknown': {
    title: 'The host name of the Kubernetes API is not known',
    meaning: 'The cluster cannot be found from here.',
    cause: 'The server name of the context ({context}) does not resolve.',
    remedy: remedy('Correct the kubeconfig or the name service.', nodes),
    verify: again,
  },
  'substrate.api-error': {
    title: 'The Kubernetes API answers with an error',
    meaning: 'The control plane is there and does not work.',
    cause: '{why}.',
    remedy: remedy('Look at the control plane.', nodes),
    verify: again,
  },
  'substrate.no-node': {
    title: 'The cluster has no node',
    meaning: 'Nothing can run in it.',
    cause: 'The node never registered, or was removed.',
    remedy: remedy('Look at the node.', nodes),
    verify: again,
  },
  'substrate.node-not-ready': {
    title: 'A node is not Ready',
    meaning: 'What runs on it may be stopped or cut off.',
    cause: 'Node {node} reports: {why}.',
    remedy: remedy(
      'Mend the node before the gateway.',
      look('see why', 'kubectl', '--request-timeout=5s', 'describe', 'node', '{node}'),
    ),
    verify: again,
  },
  'substrate.node-unschedulable': {
    title: 'A node takes no new pods',
    meaning: 'What runs goes on; a pod that ends does not come back.',
    cause: 'Node {node} is cordoned, perhaps after an upgrade or a drain.',
    remedy: remedy('Let it take pods again.', change('uncordon the node', 'kubectl', 'uncordon', '{node}')),
    verify: again,
  },
  'substrate.node-pressure': {
    title: 'A node is short of a resource',
    meaning: 'It evicts pods when this goes on; Redis and its messages may be among them.',
    cause: 'Node {node} reports {why}.',
    remedy: remedy(
      'Free what is short.',
      look('see the node', 'kubectl', '--request-timeout=5s', 'describe', 'node', '{node}'),
    ),
    verify: again,
  },
  'substrate.pod-missing': {
    title: 'A pod does not exist',
    meaning: 'What it serves is not there.',
    cause: 'Pod {pod} is not in the namespace {namespace}: scaled to zero, removed, or not yet created.',
    remedy: remedy(
      'Find its StatefulSet and what happened to it.',
      look(
        'see what should run',
        'kubectl',
        '--request-timeout=5s',
        '-n',
        '{namespace}',
        'get',
        'statefulsets,pods',
      ),
    ),
    verify: again,
  },
  'substrate.pod-not-ready': {
    title: 'A pod is not Ready',
    meaning: '"Running" is not enough: its service gets no traffic until it is Ready.',
    cause: 'Pod {pod} is {state}.',
    remedy: remedy('Read why.', pod),
    verify: again,
  },
  'substrate.pod-crash-loop': {
    title: 'A pod crashes again and again',
    meaning: 'Kubernetes waits longer and longer before it starts it again.',
    cause: 'Pod {pod} was restarted {restarts} times; a container is in {state}.',
    remedy: remedy(
      'Read its last words.',
      look(
        'see the log of the crashed run',
        'kubectl',
        '--request-timeout=5s',
        '-n',
        '{namespace}',
        'logs',
        '{pod}',
        '--previous',
        '--tail=50',
      ),
      pod,
    ),
    verify: again,
  },
  'substrate.pod-image-pull': {
    title: 'The image of a pod cannot be fetched',
    meaning: 'The pod does not start until its image is there.',
    cause: 'Pod {pod} is in {state}: registry not reachable, wrong name, or no permission.',
    remedy: remedy('Read the exact error.', pod),
    verify: again,
  },
  'substrate.pod-pending': {
    title: 'A pod is not placed on a node',
    meaning: 'It does not run.',
    cause: 'Pod {pod} is Pending ({state}): no room, a volume that is missing, or a cordoned node.',
    remedy: remedy('Read what it waits for.', pod),
    verify: again,
  },
  'substrate.warming-up': {
    title: 'The cluster is still coming up',
    meaning: 'This is normal in the first minutes after a start.',
    cause: '{what} started {age} ago.',
    remedy: remedy(
      'Wait and look again.',
      look('walk again until it is up', 'firstfault', 'diagnose', '--wait', '120s'),
    ),
    verify: ['firstfault diagnose --wait 120s'],
  },
  'substrate.listener-dead': {
    title: 'A forwarded port leads nowhere',
    meaning:
      'The port still takes connections, but what it leads to is gone. Tools that only test the port are misled.',
    cause: 'The forwarder of port {port} ({service}) outlived the pod or the virtual machine behind it.',
    remedy: remedy(
      'Look behind the port. Never kill the ssh multiplexer of Colima: all forwarded ports hang on it.',
      look('see who listens', 'lsof', '-nP', '-iTCP:{port}', '-sTCP:LISTEN'),
      nodes,
    ),
    verify: again,
  },
  'substrate.listener-missing': {
    title: 'A forwarded port is closed',
    meaning: 'The service in the cluster cannot be reached from this machine.',
    cause: 'Nothing listens on port {port} ({service}): the forwarding was not set up or ended.',
    remedy: remedy(
      'Look whether its service is published.',
      look('see the services', 'kubectl', '--request-timeout=5s', '-n', '{namespace}', 'get', 'services'),
    ),
    verify: again,
  },
  'substrate.listener-foreign': {
    title: "Something else answers on a service's port",
    meaning: 'Requests for the service go to the wrong program.',
    cause: 'What listens on port {port} is not {service}.',
    remedy: remedy(
      'Find out who it is.',
      look('see who listens', 'lsof', '-nP', '-iTCP:{port}', '-sTCP:LISTEN'),
    ),
    verify: again,
  },
} as const satisfies Codes<'substrate'>
