import { Command } from '@oclif/core/command'
import { reportFailure } from './report-failure.ts'

/** What our commands share: a failure becomes one document or two lines, never a dump of the configuration. */
export abstract class BaseCommand extends Command {
  protected override async catch(error: Error): Promise<void> {
    await reportFailure(error, this.argv)
  }
}
