import * as Flags from '@oclif/core/flags'

const SYSTEMS = ['joelclaw', 'openclaw', 'houmao', 'mission-control'] as const

/** Which gateway. */
export const gatewayFlags = {
  config: Flags.string({ summary: 'configuration file (YAML, JSON, or a module)', helpValue: 'FILE' }),
  system: Flags.option({ options: SYSTEMS, summary: 'only gateways of this system' })(),
}

/** Which part of the past. */
export const windowFlags = {
  hours: Flags.string({ summary: 'how far back to look', helpValue: '1', default: '1' }),
  since: Flags.string({
    summary: 'begin of the window: ISO time, or a duration back from now (overrides --hours)',
    helpValue: 'TIME',
  }),
  until: Flags.string({
    summary: 'end of the window: ISO time, or a duration back from now',
    helpValue: 'TIME',
  }),
}

/** Where the document goes. */
export const outputFlags = {
  json: Flags.boolean({ summary: 'the same as --format json' }),
  out: Flags.string({ summary: 'write the document to this file; stdout stays empty', helpValue: 'FILE' }),
}
