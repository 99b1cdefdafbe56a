import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../../cli/command.ts'
import { monitorFlags } from '../../cli/monitor-options.ts'
import { runWorker } from '../../cli/run-fleet.ts'

const {
  once: _once,
  out: _out,
  json: _json,
  system: _system,
  'all-gateways': _all,
  ...workerFlags
} = monitorFlags

export default class MonitorWorker extends BaseCommand {
  static override summary =
    'For a fleet on BullMQ: do the rounds that `monitor schedule` puts into the queue.'

  static override description =
    `Any number of workers share the rounds. A round that a dead worker left behind is done again by another. A Redis that
is not there is waited for. One that holds no schedule, because it was emptied or nobody scheduled yet, gets one from the
worker: as it was last seen, else one for each gateway of its configuration, every --interval. Give all workers the same
configuration and the same interval.`

  static override examples = [
    '<%= config.bin %> monitor worker --config fleet.yaml --redis redis://queue:6379 --concurrency 8',
  ]

  static override flags = {
    ...workerFlags,
    concurrency: Flags.string({ summary: 'rounds at once', helpValue: '4', default: '4' }),
    lock: Flags.string({
      summary: 'a worker that is silent for this long is dead',
      helpValue: '30s',
      default: '30s',
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(MonitorWorker)
    await runWorker(flags, this.config)
  }
}
