import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core/config'
import { run } from '@oclif/core/run'
import { listenForInterrupts } from './cli/interrupt.ts'
import { reportFailure } from './cli/report-failure.ts'
import { hearStreams } from './cli/stdout.ts'

/** Runs one command line. Never throws and never calls `process.exit` while a document may still be on its way:
 *  the exit code is set, and the process ends when the last byte is out. */
export async function main(argv: string[], url: string) {
  const fail = (error: unknown) => reportFailure(error, argv)
  process.on('uncaughtException', fail)
  hearStreams(fail)
  listenForInterrupts()
  try {
    const root = fileURLToPath(new URL('..', url))
    // oclif would else load code that it finds in the operator's data directory.
    const config = await Config.load({ root, userPlugins: false, devPlugins: false })
    await run(argv.length === 0 ? ['--help'] : argv, config)
  } catch (error) {
    await fail(error)
  }
}
