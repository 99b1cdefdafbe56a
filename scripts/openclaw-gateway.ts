import { startGateway } from '../test/openclaw/gateway.ts'
import { installOpenclaw } from '../test/openclaw/install.ts'
import { startModels } from '../test/openclaw/models.ts'
import { makeSandbox } from '../test/openclaw/sandbox.ts'

// A real OpenClaw gateway to try firstfault on: its own home directory, models of our own on loopback. It runs until
// Ctrl-C and is then removed again.
const installed = installOpenclaw()
if (!installed) {
  process.exitCode = 1
} else {
  const models = await startModels()
  const sandbox = await makeSandbox(models.port)
  const gateway = await startGateway(installed.entry, sandbox)
  const end = async () => {
    await gateway.stop()
    await models.stop()
    sandbox.remove()
    installed.release()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
  process.stdout.write(`HOME=${sandbox.home} firstfault diagnose --system openclaw\n`)
  process.stdout.write(
    `pid ${gateway.pid}, port ${sandbox.port}, configuration ${sandbox.config}, log ${sandbox.log}\n`,
  )
}
