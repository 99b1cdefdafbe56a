import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/command.ts'
import { readDiagnoseFlags } from '../cli/diagnose-flags.ts'
import { gatewayFlags, outputFlags, windowFlags } from '../cli/flags.ts'
import { runDiagnose } from '../cli/run-diagnose.ts'

export default class Diagnose extends BaseCommand {
  static override summary =
    'Walk the layers top-down, stop at the first fault, show evidence, cause and next command.'

  static override description =
    `Ten layers are looked at in order: substrate, process, cli-status, error-log, stdout-flow, e2e-queue,
session-transcript, otel, model-api, redis. Nothing on the machine is changed, except by e2e-queue, which puts
one marked event through the gateway's queue and takes it back if nobody does (on joelclaw this costs one model turn).
It runs only where the system's default or --e2e says so, never with --read-only and never under CI.

Exit codes: 0 no fault, 1 a layer failed, 2 usage or configuration error, 3 cannot tell,
70 a defect of firstfault, 74 the document could not be written, 130 and 143 interrupted.`

  static override examples = [
    '<%= config.bin %> diagnose',
    '<%= config.bin %> diagnose joelclaw --since 10h --until 8h',
    '<%= config.bin %> diagnose --json --read-only',
    'ssh mini firstfault diagnose --json',
  ]

  static override args = {
    gateway: Args.string({
      description: 'a gateway of the configuration, or one found on this machine',
      required: false,
    }),
  }

  static override flags = {
    ...windowFlags,
    lines: Flags.string({
      summary: 'log records looked at, after filtering; 0 = all within the time',
      helpValue: '100',
      default: '100',
    }),
    'keep-going': Flags.boolean({ summary: 'run every layer, also below the first fault' }),
    only: Flags.string({ summary: 'only these layers', helpValue: 'LAYER[,…]' }),
    skip: Flags.string({ summary: 'not these layers', helpValue: 'LAYER[,…]' }),
    e2e: Flags.option({
      options: ['none', 'drain', 'answer'] as const,
      summary: 'end-to-end test: drained from the queue, or answered by the model',
    })(),
    'read-only': Flags.boolean({ summary: 'the same as --e2e none, and no probe that changes anything' }),
    symptom: Flags.string({ summary: 'what you saw, in the words on your screen', helpValue: 'TEXT' }),
    'all-gateways': Flags.boolean({ summary: 'walk every gateway; the worst verdict gives the exit code' }),
    format: Flags.option({
      options: ['text', 'short', 'json'] as const,
      default: 'text' as const,
      summary: 'how the report is written',
    })(),
    'fail-on': Flags.option({
      options: ['fault', 'warning'] as const,
      default: 'fault' as const,
      summary: 'what gives exit code 1',
    })(),
    timeout: Flags.string({ summary: 'for the whole walk', helpValue: '60s', default: '60s' }),
    wait: Flags.string({ summary: 'walk again until no fault is left or this time is up', helpValue: '60s' }),
    record: Flags.string({
      summary: 'write every question and answer of the walk to this file',
      helpValue: 'FILE',
    }),
    replay: Flags.string({ summary: 'diagnose from a recording instead of this machine', helpValue: 'FILE' }),
    verbose: Flags.boolean({ summary: 'every probe, its deadline and its result, on stderr' }),
    ...gatewayFlags,
    ...outputFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Diagnose)
    await runDiagnose(readDiagnoseFlags({ ...flags, gateway: args.gateway }), this.config)
  }
}
