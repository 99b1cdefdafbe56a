import * as Flags from '@oclif/core/flags'
import { gatewayFlags, outputFlags } from './flags.ts'

/** The flags of `monitor`, which `monitor unit` takes too. */
export const monitorFlags = {
  once: Flags.boolean({ summary: 'one round, for cron; what it remembers is kept between runs' }),
  interval: Flags.string({ summary: 'between two rounds', helpValue: '60s', default: '60s' }),
  'enable-restart': Flags.boolean({ summary: 'restart the gateway where a restart mends it' }),
  cooldown: Flags.string({ summary: 'between two restarts (15m)', helpValue: '15m' }),
  'max-restarts-per-day': Flags.string({ summary: 'no more than this within 24 hours (4)', helpValue: '4' }),
  'telegram-chat': Flags.string({ summary: 'tell this Telegram chat', helpValue: 'ID' }),
  webhook: Flags.string({ summary: 'tell this address (HTTP POST of JSON)', helpValue: 'URL' }),
  state: Flags.string({ summary: 'where it remembers', helpValue: 'DIR' }),
  redis: Flags.string({ summary: 'remember here too, shared by several monitors', helpValue: 'URL' }),
  'metrics-port': Flags.string({
    summary: 'serve Prometheus metrics on this port of 127.0.0.1',
    helpValue: 'PORT',
  }),
  'all-gateways': Flags.boolean({ summary: 'every gateway' }),
  hours: Flags.string({ summary: 'how far back each walk looks', helpValue: '1', default: '1' }),
  lines: Flags.string({ summary: 'log records looked at', helpValue: '120', default: '120' }),
  timeout: Flags.string({ summary: 'for one walk', helpValue: '60s', default: '60s' }),
  ...gatewayFlags,
  ...outputFlags,
  json: Flags.boolean({ summary: 'JSON: one document with --once, one line a round without' }),
}
