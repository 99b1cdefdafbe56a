import * as z from 'zod'
import { FAMILIES } from '../../../checks/model-api/families.ts'
import type { Host } from '../../host/host.ts'

const path = z.string().min(1).max(4096)
const ms = z.number().int().positive()
/** tmux turns `:` and `.` in names into `_`; with them a target would mean something else. */
const sessionName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^:.\0\n]+$/, 'a tmux session name')

/** Everything about the gateway of one Houmao agent that may differ between machines. The defaults are those of
 *  Houmao 2.1.0 (2026-07). Which agent is meant is told by at least one of `session`, `sessionRoot`, `agentId` and
 *  `agent`; detection fills in what the registry says. */
export const houmaoSettings = z.strictObject({
  /** The friendly name, with or without `HOUMAO-`. */
  agent: z.string().max(200).nullable(),
  agentId: z
    .string()
    .max(200)
    .regex(/^[^/\0]+$/)
    .nullable(),
  /** The tmux session whose window 0 is the agent. */
  session: sessionName.nullable(),
  /** `<runtime>/sessions/<backend>/<session-id>`. */
  sessionRoot: path.nullable(),
  registry: path,
  tmux: z.strictObject({
    command: path,
    /** Path of the server's socket; null = where tmux itself looks. */
    socket: path.nullable(),
  }),
  /** `attached`: a gateway that is not attached is a fault, and not a normal state. */
  expect: z.enum(['attached', 'either']),
  /** Where the agent's own program reaches its model, by the tool's name; a tool that is not named is not asked for. */
  models: z.record(
    z.string(),
    z.strictObject({
      provider: z.string().min(1),
      family: z.enum(FAMILIES),
      url: z.string().regex(/^https?:\/\//),
    }),
  ),
  thresholds: z.strictObject({
    httpMs: ms,
    tmuxMs: ms,
    sqliteMs: ms,
    /** An attach gives its gateway this long to answer. */
    readyMs: ms,
    /** The worker rewrites its files five times a second while it is idle. */
    heartbeatMs: ms,
    /** A passive server scans every 5 s. */
    discoveryMs: ms,
    runningMs: ms,
    acceptedMs: ms,
    e2eMs: ms,
    modelMs: ms,
  }),
})

export type HoumaoSettings = z.infer<typeof houmaoSettings>

/** What this machine suggests: Houmao's own environment variables and the user's configuration directory. */
export function houmaoDefaults(host: Host): HoumaoSettings {
  return {
    agent: null,
    agentId: null,
    session: null,
    sessionRoot: null,
    registry: host.env.get('HOUMAO_GLOBAL_REGISTRY_DIR') || `${userDirectory(host)}/registry`,
    tmux: { command: 'tmux', socket: socketOfOwner(host) },
    expect: 'either',
    models: {
      claude: { provider: 'anthropic', family: 'anthropic', url: 'https://api.anthropic.com' },
      codex: { provider: 'openai', family: 'openai', url: 'https://api.openai.com' },
      kimi: { provider: 'moonshot', family: 'openai', url: 'https://api.moonshot.ai' },
    },
    thresholds: {
      httpMs: 5_000,
      tmuxMs: 3_000,
      sqliteMs: 3_000,
      readyMs: 10_000,
      heartbeatMs: 5_000,
      discoveryMs: 15_000,
      runningMs: 600_000,
      acceptedMs: 60_000,
      e2eMs: 60_000,
      modelMs: 8_000,
    },
  }
}

/** The directories that may hold `sessions/`: the variable's alone, else the project's and the user's. */
export function runtimeRoots(host: Host): readonly string[] {
  const own = host.env.get('HOUMAO_GLOBAL_RUNTIME_DIR')
  if (own) return [own]
  const here = host.env.get('PWD')
  return [...(here ? [`${here}/.houmao/runtime`] : []), `${userDirectory(host)}/runtime`]
}

/** As the Python package platformdirs names it. */
function userDirectory(host: Host): string {
  const home = host.env.who().home ?? '/'
  if (host.env.platform() === 'darwin') return `${home}/Library/Application Support/houmao`
  return `${host.env.get('XDG_CONFIG_HOME') || `${home}/.config`}/houmao`
}

/** Under sudo tmux would look for the server of root: the one of who called is meant. */
function socketOfOwner(host: Host): string | null {
  const { sudo, uid } = host.env.who()
  return sudo ? `${host.env.get('TMUX_TMPDIR') || '/tmp'}/tmux-${uid}/default` : null
}
