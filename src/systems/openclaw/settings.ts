import * as z from 'zod'
import type { Host } from '../../host/host.ts'
import { layoutOf } from './layout.ts'

const path = z.string().min(1)
const port = z.number().int().min(1).max(65_535)
const ms = z.number().int().positive()

const container = z.strictObject({
  runtime: z.enum(['docker', 'podman']),
  name: z.string().regex(/^[a-zA-Z0-9][\w.-]{0,127}$/, 'the name of a container'),
  /** The client, where it is not found by the runtime's name. */
  command: path.optional(),
  /** The state directory inside the container. */
  stateDir: path.optional(),
})

export type ContainerSettings = z.infer<typeof container>

/** Everything about an OpenClaw gateway that may differ between machines; the rest stands in its own configuration.
 *  The defaults are those of 2026.9.6. */
export const openclawSettings = z.strictObject({
  home: path,
  profile: z.string().nullable(),
  stateDir: path,
  /** JSON5. */
  config: path,
  /** Used where the configuration names no port. */
  port,
  /** Used where the configuration names no log file. */
  log: z.strictObject({ directory: path, name: z.string().min(1) }),
  /** Plain-text logs of the service manager and of older releases. */
  textLogs: z.array(path),
  /** `auto`: launchd on a Mac, on Linux systemd, the user's before the machine's, each only where it knows the
   *  service. */
  service: z.strictObject({
    manager: z.enum(['auto', 'launchd', 'systemd-user', 'systemd-system', 'none']),
    /** launchd label; null: whichever of the profile's usual ones is loaded. */
    label: z.string().nullable(),
    /** systemd unit; null: whichever of the profile's usual ones is loaded. */
    unit: z.string().nullable(),
    launchctl: path,
    systemctl: path,
  }),
  /** The container that the gateway runs in; null for a process of this machine. */
  container: container.nullable(),
  /** Words of the gateway's process; it renames itself. */
  daemon: z.array(z.string()).min(1),
  thresholds: z.strictObject({
    /** Up and not yet ready is normal for this long after the start: plugins may have to be fetched. */
    bootGraceMs: ms,
    /** A turn without any sign for this long stands still. */
    turnStuckMs: ms,
    /** A failure that may pass by itself counts as current for this long. */
    passingMs: ms,
    /** Boots within five minutes that did not end in order, from which on the gateway keeps its channels down. */
    crashes: z.number().int().positive(),
    freeBytes: z.number().int().positive(),
    /** Share of the model's window, percent. */
    contextPercent: z.number().int().min(1).max(100),
    httpMs: ms,
    /** A wrong token is answered late on purpose. */
    rpcMs: ms,
    modelMs: ms,
    turnMs: ms,
  }),
})

export type OpenclawSettings = z.infer<typeof openclawSettings>

/** What this machine suggests: the operator's home and the environment variables that OpenClaw itself reads. */
export function openclawDefaults(host: Host): OpenclawSettings {
  const home = host.env.who().home ?? '/'
  const layout = layoutOf(home, null)
  return {
    home,
    ...placesOf(home, null),
    stateDir: host.env.get('OPENCLAW_STATE_DIR') || layout.stateDir,
    config:
      host.env.get('OPENCLAW_CONFIG_PATH') ||
      `${host.env.get('OPENCLAW_STATE_DIR') || layout.stateDir}/openclaw.json`,
    port: Number(host.env.get('OPENCLAW_GATEWAY_PORT')) || layout.port,
    container: null,
    daemon: ['openclaw-gateway'],
    service: {
      manager: 'auto',
      label: null,
      unit: null,
      launchctl: 'launchctl',
      systemctl: 'systemctl',
    },
    thresholds: {
      bootGraceMs: 60_000,
      turnStuckMs: 180_000,
      passingMs: 900_000,
      crashes: 3,
      freeBytes: 500_000_000,
      contextPercent: 90,
      httpMs: 2_500,
      rpcMs: 8_000,
      modelMs: 8_000,
      turnMs: 60_000,
    },
  }
}

/** The places of a profile, as settings. */
export function placesOf(home: string, profile: string | null) {
  const { stateDir, config, port, log } = layoutOf(home, profile)
  const name = profile === null ? 'gateway' : `gateway-${profile}`
  return {
    profile,
    stateDir,
    config,
    port,
    log,
    textLogs: [`${home}/Library/Logs/openclaw/${name}.log`, `${stateDir}/logs/gateway.log`],
  }
}
