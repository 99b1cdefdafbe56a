import { BaseCommand } from '../../cli/command.ts'
import { monitorFlags } from '../../cli/monitor-options.ts'
import { runSchedule } from '../../cli/run-fleet.ts'

export default class MonitorSchedule extends BaseCommand {
  static override summary = 'For a fleet on BullMQ: one job scheduler for each gateway of the configuration.'

  static override description =
    `Needs bullmq@6 beside firstfault, and a Redis that does not evict. Gateways that the configuration no longer names
are taken out of the schedule. \`monitor worker\`, in any number of processes on any hosts, does the rounds.`

  static override examples = [
    '<%= config.bin %> monitor schedule --config fleet.yaml --redis redis://queue:6379 --interval 60s',
  ]

  static override flags = {
    config: monitorFlags.config,
    redis: monitorFlags.redis,
    interval: monitorFlags.interval,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(MonitorSchedule)
    await runSchedule({ ...flags, ...WALK })
  }
}

/** Read by the workers; a schedule does not need them. */
const WALK = { hours: '1', lines: '120', timeout: '60s' }
