import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/command.ts'
import { gatewayFlags, outputFlags } from '../cli/flags.ts'
import { runExplain } from '../cli/run-explain.ts'

export default class Explain extends BaseCommand {
  static override summary =
    'Meaning, cause, remedy and proof of a code or scenario, or of an error text that you paste.'

  static override description =
    'Without an argument the whole catalogue is listed; with - the text is read from standard input.'

  static override examples = [
    '<%= config.bin %> explain process.service-disabled',
    '<%= config.bin %> explain joelclaw.auth-expired',
    '<%= config.bin %> explain "no streaming tokens after 120s"',
    'tail -50 /tmp/joelclaw/gateway.err | <%= config.bin %> explain -',
  ]

  static override strict = false

  static override args = {
    question: Args.string({ description: 'CODE, SCENARIO, TEXT or -', required: false, ignoreStdin: true }),
  }

  static override flags = {
    format: Flags.option({
      options: ['text', 'json'] as const,
      default: 'text' as const,
      summary: 'how the answer is written',
    })(),
    ...gatewayFlags,
    ...outputFlags,
  }

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Explain)
    await runExplain(argv.length > 0 ? argv.join(' ') : null, flags)
  }
}
