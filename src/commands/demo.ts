import { fileURLToPath } from 'node:url'
import { BaseCommand } from '../cli/command.ts'

export default class Demo extends BaseCommand {
  static override summary = 'Try the tool on a live gateway of its own: healthy, then mute, then dead.'

  static override description =
    `Starts a small gateway in a temporary directory, breaks it twice, and diagnoses it each time.
Everything it starts ends with it. Where redis-server is missing its layer is skipped.`

  static override flags = {}

  async run(): Promise<void> {
    await this.parse(Demo)
    const [{ embeddedStage }, { play }, { onInterrupt }] = await Promise.all([
      import('../demo/embedded.ts'),
      import('../demo/play.ts'),
      import('../cli/interrupt.ts'),
    ])
    const interrupt = onInterrupt()
    const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
    const code = await play(await embeddedStage(), bin, interrupt.signal)
    process.exitCode = interrupt.exitCode() ?? code
    interrupt.release()
  }
}
