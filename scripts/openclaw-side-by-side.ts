import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { diagnose, verdictOf } from '../test/openclaw/diagnose.ts'
import { takePort } from '../test/openclaw/foreign.ts'
import { openclaw } from '../test/openclaw/gateway.ts'
import { installOpenclaw } from '../test/openclaw/install.ts'
import { makeRig } from '../test/openclaw/rig.ts'
import { cancel } from '../test/openclaw/talk.ts'
import { damageRow } from '../test/openclaw-real/cases/transcript.ts'
import { until } from '../test/support/until.ts'
import { build } from './build.ts'

// Brings a real gateway into known states and asks OpenClaw's own commands and ours about each, every one once and with
// its defaults; prints the table of the README. Takes a quarter of an hour: some of the commands wait a minute for a
// gateway that is away.
const installed = installOpenclaw()
if (!installed) process.exit(1)
const { entry } = installed
await build()
const rig = await makeRig(entry)
const { sandbox } = rig

type Json = Readonly<Record<string, unknown>>
const part = (value: unknown, ...names: readonly string[]): unknown =>
  names.reduce<unknown>((inner, name) => (inner as Json | undefined)?.[name], value)

/** What an answer of OpenClaw comes to, in a few words. Findings that it has of a healthy gateway too are left out. */
const COMMANDS: Readonly<Record<string, (value: unknown) => string>> = {
  status: (value) => `reachable: ${part(value, 'gateway', 'reachable')}`,
  health: (value) =>
    `${part(value, 'error', 'message') ?? `ok: ${part(value, 'ok')}`}`.split(/\n|\.? \(/)[0]?.slice(0, 70) ??
    '',
  doctor: (value) => {
    const ids = ((part(value, 'findings') ?? []) as { checkId: string }[]).map(({ checkId }) => checkId)
    const own = [...new Set(ids)].map((id) => id.replace('core/doctor/', '')).filter((id) => !usual.has(id))
    if (usual.size === 0) for (const id of own) usual.add(id)
    return own.join(', ') || 'nothing new'
  },
}
const usual = new Set<string>()

const timed = (exitCode: number | null, ms: number) => `exit ${exitCode}, ${(ms / 1000).toFixed(1)} s`

/** One row: what each command said. `before` is done again before each of them. */
async function row(state: string, more: Json = {}, before: () => void = () => {}): Promise<void> {
  const env = { ...sandbox.env, ...(more as Record<string, string>) }
  const cells = [state]
  for (const [name, gist] of Object.entries(COMMANDS)) {
    before()
    const begun = performance.now()
    const { exitCode, stdout, stderr } = await openclaw(entry, { ...sandbox, env }, [name, '--json'])
    const took = performance.now() - begun
    cells.push(`${gist(jsonIn(stdout) ?? jsonIn(stderr))} (${timed(exitCode, took)})`)
  }
  before()
  const ours = await diagnose(env, '--system', 'openclaw')
  const said = verdictOf(ours).replace(
    /^failed \S+ (\S+)$|^degraded (.+)$/,
    (_, fault, warned) => `\`${fault ?? warned}\``,
  )
  cells.push(`${said} (${timed(ours.exitCode, ours.tookMs)})`)
  process.stdout.write(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`)
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text.slice(text.indexOf('{')))
  } catch {
    return null
  }
}

async function rows(): Promise<void> {
  process.stdout.write(
    '| state | `openclaw status` | `openclaw health` | `openclaw doctor` | `firstfault diagnose` |\n',
  )
  process.stdout.write('|---|---|---|---|---|\n')
  await rig.start()
  await rig.say('well')
  await row('healthy')

  await rig.use('401')
  await rig.say('refused')
  await row('the provider refuses the key (401)')
  await rig.recover()

  await rig.use('429')
  const storms: Promise<unknown>[] = []
  await row('the provider limits the rate (429), a turn is being tried again', {}, () => {
    storms.push(rig.say(`storm-${storms.length}`, 180_000).catch(() => null))
  })
  for (const [index] of storms.entries()) await cancel(sandbox, `storm-${index}`)
  await Promise.all(storms)
  await rig.recover()

  const claude = { 'anthropic/claude-opus-5': { agentRuntime: { id: 'claude-cli' } } }
  await rig.edit({
    agents: { defaults: { model: { primary: 'anthropic/claude-opus-5' }, models: claude } },
    plugins: { entries: { anthropic: { enabled: false } } },
  })
  await rig.say('lost')
  await row("the plugin of the agent's harness is disabled, a message failed")
  await rig.recover()

  await rig.say('damaged')
  const mend = damageRow(sandbox, 'agent:main:damaged')
  await rig.say('damaged')
  await row('a row of a conversation is damaged, a message failed')
  mend()
  await rig.say('damaged')

  const other = join(sandbox.home, 'other.json')
  copyFileSync(sandbox.config, other)
  writeFileSync(other, readFileSync(other, 'utf8').replace(sandbox.token, 'some-other-token'))
  await row('the configuration holds another token than the gateway', { OPENCLAW_CONFIG_PATH: other })

  writeFileSync(sandbox.config, readFileSync(sandbox.config, 'utf8').slice(0, -30))
  await until(() => rig.logged('config reload skipped') > 0, { ms: 45_000 })
  await row('the configuration was damaged, the gateway runs')
  sandbox.reset()

  const pid = rig.gateway?.pid ?? 0
  process.kill(pid, 'SIGSTOP')
  await row('frozen (SIGSTOP)').finally(() => process.kill(pid, 'SIGCONT'))

  await rig.stop()
  await row('stopped')
  const release = await takePort(sandbox.port)
  await row('stopped, another web server on its port').finally(release)
}

try {
  process.stderr.write(`Load before: ${loadavg().map((one) => one.toFixed(1))}\n`)
  await rows()
  process.stderr.write(`Load after: ${loadavg().map((one) => one.toFixed(1))}\n`)
} finally {
  await rig.stop('SIGKILL')
  await rig.remove()
  installed.release()
}
