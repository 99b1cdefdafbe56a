import * as Args from '@oclif/core/args'
import { BaseCommand } from '../../cli/command.ts'
import { readMonitorFlags } from '../../cli/monitor-flags.ts'
import { monitorFlags } from '../../cli/monitor-options.ts'
import { runMonitor } from '../../cli/run-monitor.ts'

export default class Monitor extends BaseCommand {
  static override summary =
    'Watch a gateway: walk it again and again, tell people, restart it where that is allowed.'

  static override description =
    `Each round is one walk without an end-to-end test. One failing walk is noise; a fault that lasts is told once,
again when it lasts for an hour, and its end once. With --enable-restart a failure of the daemon itself that a restart
mends is restarted by the system's own command: never twice within the cooldown, never more often a day than allowed,
also with several monitors and when one is killed in the middle. Trouble of the model or of Redis is told, never
restarted for.

What it remembers is in a private directory (--state, else below XDG_STATE_HOME) and, with --redis, also in a Redis that
several monitors share: then nothing is restarted without that Redis's word, unless it is the gateway's own on this
machine. Telegram's token is read from FIRSTFAULT_TELEGRAM_TOKEN or where the configuration says.`

  static override examples = [
    '<%= config.bin %> monitor --once --json',
    '<%= config.bin %> monitor joelclaw --interval 60s --enable-restart --telegram-chat 123456',
    '<%= config.bin %> monitor unit joelclaw --enable-restart > ~/.config/systemd/user/firstfault-monitor.service',
  ]

  static override args = {
    gateway: Args.string({
      description: 'a gateway of the configuration, or one found on this machine',
      required: false,
    }),
  }

  static override flags = monitorFlags

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Monitor)
    await runMonitor(readMonitorFlags({ ...flags, gateway: args.gateway }), this.config)
  }
}
