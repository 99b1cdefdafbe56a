import { join } from 'node:path'

/** Where everything of a lab gateway lies, under one temporary directory. */
export interface Places {
  readonly root: string
  readonly home: string
  readonly bin: string
  readonly states: string
  readonly log: string
  readonly err: string
  readonly pid: string
  readonly wsPort: string
  readonly session: string
  readonly transcripts: string
  readonly tripwire: string
  readonly workingDir: string
  readonly agentDir: string
  readonly repository: string
  readonly daemon: string
  readonly gatewayPackage: string
  readonly restartMarker: string
  readonly lifecycleMarker: string
  readonly healLog: string
  readonly kubeconfig: string
  readonly systemEnv: string
  readonly config: string
}

/** The places below `root`, named as on a real machine. */
export function placesIn(root: string): Places {
  const home = join(root, 'home')
  const temp = join(root, 'tmp/joelclaw')
  const repository = join(home, 'Code/joelhooks/joelclaw')
  const own = join(home, '.joelclaw')
  return {
    root,
    home,
    bin: join(root, 'bin'),
    states: join(root, 'states'),
    log: join(temp, 'gateway.log'),
    err: join(temp, 'gateway.err'),
    pid: join(temp, 'gateway.pid'),
    wsPort: join(temp, 'gateway.ws.port'),
    session: join(own, 'gateway.session'),
    transcripts: join(own, 'sessions/gateway'),
    tripwire: join(temp, 'last-heartbeat.ts'),
    workingDir: join(own, 'gateway'),
    agentDir: join(home, '.pi/agent'),
    repository,
    daemon: join(repository, 'packages/gateway/src/daemon.ts'),
    gatewayPackage: join(repository, 'packages/gateway/package.json'),
    restartMarker: join(temp, 'gateway.operator-restart.json'),
    lifecycleMarker: join(temp, 'gateway.lifecycle.json'),
    healLog: join(home, '.local/log/k8s-reboot-heal.log'),
    kubeconfig: join(home, '.kube/config'),
    systemEnv: join(home, '.config/system-bus.env'),
    config: join(root, 'firstfault.json'),
  }
}
