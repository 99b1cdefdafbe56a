import type { Host } from '../../host/host.ts'
import type { Detected } from '../system.ts'
import { readDocument } from './document.ts'
import { manifestSchema, sessionOf } from './manifest.ts'
import { friendlyName, readRecords } from './registry.ts'
import { type HoumaoSettings, houmaoDefaults, runtimeRoots } from './settings.ts'
import { askTmux, askVariables } from './tmux.ts'

/** The agents that the registry holds as live, those of the project's and the user's runtime whose tmux session
 *  lives, and the one in whose session we are. */
export async function detectHoumao(host: Host, signal: AbortSignal): Promise<readonly Detected[]> {
  const settings = houmaoDefaults(host)
  const registered = (await readRecords(host, settings.registry))
    .filter(({ lifecycle }) => lifecycle.state === 'active' || lifecycle.state === 'relaunching')
    .map((record): Detected => {
      const { agent_name: agent, agent_id: agentId, runtime, terminal } = record
      const session = terminal?.current_session_name ?? null
      const because = `the registry holds ${agentId.slice(0, 40)}`
      return found(agent, because, { agent, agentId, session, sessionRoot: runtime.session_root ?? null })
    })
  const live = await liveSessions(host, settings, signal)
  const local = live.length > 0 ? await runtimeSessions(host, live) : []
  const current = await currentSession(host, settings, signal)
  return distinct([...registered, ...local, ...(current ? [current] : [])])
}

type Told = Partial<Pick<HoumaoSettings, 'agent' | 'agentId' | 'session' | 'sessionRoot'>>

function found(agent: string, because: string, settings: Told): Detected {
  const name = friendlyName(agent)
    .replace(/[^\w.:@-]/g, '_')
    .slice(0, 60)
  return { name: `houmao:${name}`, because, settings }
}

/** One entry per session; two agents of one name are told apart by their ids. */
function distinct(all: readonly Detected[]): readonly Detected[] {
  const key = ({ settings }: Detected) => settings.session ?? settings.sessionRoot ?? settings.agentId
  const once = all.filter((one, index) => all.findIndex((other) => key(other) === key(one)) === index)
  return once.map((one) => {
    const twins = once.filter((other) => other.name === one.name)
    const id = String(one.settings.agentId ?? one.settings.session ?? '').replace(/[^\w-]/g, '_')
    return twins.length > 1 ? { ...one, name: `${one.name}@${id.slice(-12)}` } : one
  })
}

async function liveSessions(host: Host, settings: HoumaoSettings, signal: AbortSignal) {
  const answer = await askTmux({ host, signal }, settings, ['list-sessions', '-F', '#{session_name}'])
  return answer.ok && answer.exitCode === 0 ? answer.stdout.split('\n').filter((line) => line !== '') : []
}

const MOST = 200

/** `<runtime>/sessions/<backend>/<session-id>/manifest.json` of sessions that live. */
async function runtimeSessions(host: Host, live: readonly string[]): Promise<readonly Detected[]> {
  const detected: Detected[] = []
  for (const runtime of runtimeRoots(host)) {
    for (const backend of await directoriesIn(host, `${runtime}/sessions`)) {
      for (const id of await directoriesIn(host, `${runtime}/sessions/${backend}`)) {
        const sessionRoot = `${runtime}/sessions/${backend}/${id}`
        const manifest = await readDocument(host, `${sessionRoot}/manifest.json`, manifestSchema)
        const session = manifest.kind === 'valid' ? sessionOf(manifest.value) : null
        if (manifest.kind !== 'valid' || !session || !live.includes(session)) continue
        const agent = manifest.value.agent_name ?? session
        const agentId = manifest.value.agent_id ?? null
        detected.push(found(agent, `${runtime} holds its session`, { agent, agentId, session, sessionRoot }))
      }
    }
  }
  return detected
}

async function directoriesIn(host: Host, path: string): Promise<readonly string[]> {
  const listed = await host.files.list({ path, max: MOST })
  if (!listed.ok) return []
  return listed.entries.filter((entry) => entry.kind === 'directory').map((entry) => entry.name)
}

/** Only inside tmux: outside, `display-message` answers with just any session. */
async function currentSession(
  host: Host,
  settings: HoumaoSettings,
  signal: AbortSignal,
): Promise<Detected | null> {
  if (!host.env.get('TMUX')) return null
  const answer = await askTmux({ host, signal }, settings, ['display-message', '-p', '#S'])
  const session = answer.ok && answer.exitCode === 0 ? answer.stdout.trim() : ''
  if (!session || /[:.]/.test(session)) return null
  const names = ['HOUMAO_MANIFEST_PATH', 'HOUMAO_AGENT_ID'] as const
  const published = await askVariables({ host, signal }, settings, session, names)
  const managed = session.startsWith('HOUMAO-') || names.some((name) => published[name] !== null)
  return managed
    ? found(session.replace(/-\d{10,}$/, ''), `this is its tmux session ${session}`, { session })
    : null
}
