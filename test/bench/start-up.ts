import { startLab } from '../lab/joelclaw/lab.ts'
import { customGateway, daemonRuns } from '../support/gateways.ts'
import { makeSandbox } from '../support/sandbox.ts'
import { inTurn, ours, run } from './measure.ts'
import { compared, memory, type Row, type Size } from './row.ts'

/** How soon we are there: `--version` and the first layer on screen beside a bare Node. */
export async function startUpRows({ runs, room }: Size): Promise<readonly Row[]> {
  const sandbox = makeSandbox()
  try {
    const config = sandbox.config({ gateways: { bot: customGateway({ process: [daemonRuns()] }) } })
    const [bare = 0, version = 0, layer = 0] = await inTurn(runs, [
      async () => (await run(process.execPath, ['-e', '0'])).ms,
      async () => (await ours(['--version'])).ms,
      async () => (await ours(['diagnose', '--config', config])).firstMs ?? Number.POSITIVE_INFINITY,
    ])
    return [
      compared('--version, beside node -e 0', version, bare, 3, room),
      compared('first layer on screen, beside node -e 0', layer, bare, 5, room),
    ]
  } finally {
    sandbox.remove()
  }
}

/** A healthy joelclaw walk without its end-to-end test, beside the slowest of its layers. */
export async function walkRows({ runs, room }: Size): Promise<readonly Row[]> {
  const lab = await startLab()
  try {
    const walks: { whole: number; slowest: number; peak: number }[] = []
    for (let round = 0; round <= runs; round += 1) {
      const { out, peak } = await ours(['diagnose', '--json', '--e2e', 'none', '--config', lab.config], true)
      const report = JSON.parse(out) as { durationMs: number; layers: { durationMs: number }[] }
      const slowest = Math.max(...report.layers.map((layer) => layer.durationMs))
      // The first one fills the compile cache.
      if (round > 0) walks.push({ whole: report.durationMs, slowest, peak: peak ?? 0 })
    }
    const middle = walks.toSorted((a, b) => a.whole / a.slowest - b.whole / b.slowest)[
      Math.floor(walks.length / 2)
    ]
    if (!middle) return []
    return [
      compared('healthy joelclaw walk, beside its slowest layer', middle.whole, middle.slowest, 1.3, room),
      memory('healthy joelclaw walk, peak memory', Math.max(...walks.map((walk) => walk.peak)), 130, room),
    ]
  } finally {
    await lab.stop()
  }
}
