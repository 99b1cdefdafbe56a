import * as z from 'zod'
import { type Context, defineCheck, fine, found, unchecked } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { defineKind } from '../kind.ts'
import { findDaemon } from './find-daemon.ts'
import { askLaunchd } from './launchd-service.ts'
import { judgeService, serviceCodes } from './service-judge.ts'
import type { ServiceAnswer } from './service-state.ts'
import { askSystemd } from './systemd-service.ts'

const schema = z.strictObject({
  manager: z.enum(['launchd', 'systemd-user', 'systemd-system']),
  /** launchd label or systemd unit. */
  unit: z.string().regex(/^[\w@:.\\][\w@:.\\-]{0,250}$/, 'a launchd label or a systemd unit'),
  /** Where launchd may hold it. */
  domains: z
    .array(z.enum(['gui', 'system']))
    .min(1)
    .default(['gui', 'system']),
  /** Words that are all in the daemon's command line; they find one that runs outside its service. */
  command: z.array(z.string().min(1)).default([]),
  launchctl: z.string().min(1).default('launchctl'),
  systemctl: z.string().min(1).default('systemctl'),
  /** Starts from which on they are many. */
  restarts: z.number().int().positive().default(5),
  graceMs: z.number().int().positive().default(60_000),
})

type ServiceUnit = z.output<typeof schema>

/** A launchd service or systemd unit is enabled, up, and does not restart again and again. */
export const serviceUnit = defineKind<ServiceUnit>({
  schema,
  make: (settings) =>
    defineCheck({
      id: 'process/service-unit',
      title: 'the service is enabled and runs',
      codes: serviceCodes,
      looks: [`${settings.manager} ${settings.unit}`],
      run: async (context) => {
        const answer = await askService(context, settings)
        if (!answer.ok) return unchecked(answer.why)
        const { state } = answer
        const daemon = await findDaemon(context, state, settings.command)
        if (!daemon.ok) return unchecked(daemon.why)
        const limits = {
          now: context.now,
          since: context.window.since,
          restarts: settings.restarts,
          graceMs: settings.graceMs,
        }
        const findings = judgeService(state, daemon.daemon, limits)
        if (findings.length > 0) return found(findings)
        const { pid = null, startedAt = null } = daemon.daemon ?? {}
        const age = startedAt === null ? '' : `, up ${duration(Math.max(0, context.now - startedAt))}`
        return fine(`${settings.unit} ${state.state}${pid === null ? '' : `, pid ${pid}`}${age}`)
      },
    }),
})

/** Asks whichever manager holds the service. */
export async function askService(context: Context, settings: ServiceUnit): Promise<ServiceAnswer> {
  const { unit, launchctl, systemctl, domains, manager } = settings
  if (manager === 'launchd')
    return askLaunchd(context, { label: unit, domains, launchctl, uid: context.host.env.who().uid })
  return askSystemd(context, { unit, systemctl, scope: manager === 'systemd-user' ? 'user' : 'system' })
}
