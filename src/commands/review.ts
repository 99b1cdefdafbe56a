import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/command.ts'
import { gatewayFlags, outputFlags, windowFlags } from '../cli/flags.ts'
import { readReviewFlags } from '../cli/review-flags.ts'
import { runReview } from '../cli/run-review.ts'

export default class Review extends BaseCommand {
  static override summary =
    'What the gateway was doing: exchanges, tools, errors, gaps, and what is open now.'

  static override description =
    `Reads the session transcript from its end, as far back as the window reaches, also over a
change of the session. Nothing is changed. Texts are cut to previews without secrets. Of Houmao it
reads queue and events, without prompts; of Mission Control the life of the agents.`

  static override examples = [
    '<%= config.bin %> review',
    '<%= config.bin %> review joelclaw --hours 4 --max 50',
    '<%= config.bin %> review --since 2026-11-20T02:00:00Z --until 2026-11-20T04:00:00Z --json',
    '<%= config.bin %> review --follow',
  ]

  static override args = {
    gateway: Args.string({
      description: 'a gateway of the configuration, or one found on this machine',
      required: false,
    }),
  }

  static override flags = {
    ...windowFlags,
    max: Flags.string({ summary: 'exchanges shown, the newest ones', helpValue: '20', default: '20' }),
    previews: Flags.boolean({ summary: 'show the beginning of messages', default: true, allowNo: true }),
    follow: Flags.boolean({ summary: 'go on and show new exchanges as they come, until Ctrl-C' }),
    format: Flags.option({
      options: ['text', 'json'] as const,
      default: 'text' as const,
      summary: 'how the review is written; with --follow, JSON is one document per line',
    })(),
    replay: Flags.string({ summary: 'read a recording instead of this machine', helpValue: 'FILE' }),
    ...gatewayFlags,
    ...outputFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Review)
    await runReview(readReviewFlags({ ...flags, gateway: args.gateway }), this.config)
  }
}
