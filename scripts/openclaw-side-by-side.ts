import { readFileSync, writeFileSync } from 'node:fs'
import { diagnose, verdictOf } from '../test/openclaw/diagnose.ts'
import { takePort } from '../test/openclaw/foreign.ts'
import { type Gateway, openclaw, startGateway } from '../test/openclaw/gateway.ts'
import { installOpenclaw } from '../test/openclaw/install.ts'
import { startModels } from '../test/openclaw/models.ts'
import { makeSandbox } from '../test/openclaw/sandbox.ts'
import { turn } from '../test/openclaw/talk.ts'
import { until } from '../test/support/until.ts'
import { build } from './build.ts'

// Brings a real gateway into a few states and asks OpenClaw's own commands and ours about each; prints one table row
// for each answer. Takes some ten minutes, because two of the commands wait a minute for a gateway that is away.
const installed = installOpenclaw()
if (!installed) process.exit(1)
const { entry } = installed
await build()
const models = await startModels()
const sandbox = await makeSandbox(models.port)
let gateway: Gateway | null = null
const good = readFileSync(sandbox.config, 'utf8')

const COMMANDS = [
  ['health', '--json'],
  ['status', '--json'],
  ['doctor', '--json'],
] as const

/** What an answer comes to, in a few words. */
function gist(command: string, stdout: string): string {
  const from = stdout.indexOf('{')
  try {
    const value = JSON.parse(stdout.slice(from))
    if (command === 'health') return value.error?.message?.split('\n')[0] ?? `ok: ${value.ok}`
    if (command === 'status')
      return `reachable: ${value.gateway?.reachable}${value.gateway?.error ? ` (${value.gateway.error})` : ''}`
    return `ok: ${value.ok}, ${value.findings?.length} findings: ${[...new Set(value.findings?.map((one: { checkId: string }) => one.checkId.replace('core/doctor/', '')))].join(', ')}`
  } catch {
    return stdout.trim().split('\n')[0]?.slice(0, 120) || 'nothing'
  }
}

async function row(state: string): Promise<void> {
  const ours = await diagnose(sandbox.env, '--system', 'openclaw')
  const cells = [
    `${verdictOf(ours)}: ${ours.report.firstFault?.summary ?? ours.report.scenarios[0]?.title ?? 'nothing wrong'} (exit ${ours.exitCode}, ${(ours.tookMs / 1000).toFixed(1)} s)`,
  ]
  for (const command of COMMANDS) {
    const begun = performance.now()
    const { exitCode, stdout, stderr } = await openclaw(entry, sandbox, command)
    cells.push(
      `${gist(command[0], stdout || stderr)} (exit ${exitCode}, ${((performance.now() - begun) / 1000).toFixed(1)} s)`,
    )
  }
  process.stdout.write(`| ${[state, ...cells].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`)
}

const start = async () => (gateway = await startGateway(entry, sandbox))
const use = async (parts: Readonly<Record<string, unknown>>) => {
  const applied = () => readFileSync(sandbox.log, 'utf8').split('config hot reload applied').length
  const before = applied()
  sandbox.configure(parts)
  await until(() => applied() > before, { ms: 15_000 })
}

try {
  await start()
  await turn(sandbox, 'well')
  await row('healthy')
  await use({ agents: { defaults: { model: { primary: 'mock-401/mock-1' } } } })
  await turn(sandbox, 'refused')
  await row('the key is refused (401)')
  await use({ agents: { defaults: { model: { primary: 'mock-answers/mock-1' } } } })
  await turn(sandbox, 'well')
  writeFileSync(sandbox.config, good.slice(0, -30))
  await row('configuration damaged, gateway runs')
  writeFileSync(sandbox.config, good)
  await gateway!.stop()
  sandbox.configure({
    agents: {
      defaults: {
        model: { primary: 'anthropic/claude-opus-5' },
        models: { 'anthropic/claude-opus-5': { agentRuntime: { id: 'claude-cli' } } },
      },
    },
    plugins: { entries: { anthropic: { enabled: false } } },
  })
  await start()
  await row('harness plugin disabled, before the first message')
  await turn(sandbox, 'lost')
  await row('the same after a failed message')
  writeFileSync(sandbox.config, good)
  await gateway!.stop()
  await row('stopped')
  const release = await takePort(sandbox.port)
  await row('another web server on the port')
  await release()
} finally {
  await (gateway as Gateway | null)?.stop('SIGKILL')
  await models.stop()
  sandbox.remove()
  installed.release()
}
