import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/command.ts'
import { gatewayFlags, outputFlags } from '../cli/flags.ts'
import { runLayers } from '../cli/run-layers.ts'

export default class Layers extends BaseCommand {
  static override summary =
    'What was detected, the layers and checks of a walk in order, where each looks, what is missing.'

  static override examples = ['<%= config.bin %> layers', '<%= config.bin %> layers joelclaw --json']

  static override args = {
    gateway: Args.string({
      description: 'a gateway of the configuration, or one found on this machine',
      required: false,
    }),
  }

  static override flags = {
    'all-gateways': Flags.boolean({ summary: 'every gateway' }),
    format: Flags.option({
      options: ['text', 'json'] as const,
      default: 'text' as const,
      summary: 'how the answer is written',
    })(),
    ...gatewayFlags,
    ...outputFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Layers)
    await runLayers({ ...flags, gateway: args.gateway }, this.config)
  }
}
