import { fileURLToPath } from 'node:url'
import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../../cli/command.ts'
import { monitorFlags } from '../../cli/monitor-options.ts'
import { runMonitorUnit } from '../../cli/run-monitor-unit.ts'

const { once: _once, out: _out, json: _json, ...serviceFlags } = monitorFlags

export default class MonitorUnit extends BaseCommand {
  static override summary = 'Print the launchd agent or systemd user unit of a monitor with these flags.'

  static override examples = [
    '<%= config.bin %> monitor unit joelclaw --enable-restart --telegram-chat 123456',
    '<%= config.bin %> monitor unit --format systemd',
  ]

  static override args = {
    gateway: Args.string({ description: 'the gateway to watch', required: false }),
  }

  static override flags = {
    ...serviceFlags,
    format: Flags.option({
      options: ['launchd', 'systemd'] as const,
      summary: 'for which service manager (that of this machine)',
    })(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(MonitorUnit)
    const bin = fileURLToPath(new URL('../../../bin/run.js', import.meta.url))
    await runMonitorUnit({ ...flags, gateway: args.gateway }, [process.execPath, bin])
  }
}
