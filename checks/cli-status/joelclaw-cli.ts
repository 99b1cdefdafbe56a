import {
  type Context,
  defineCheck,
  fine,
  found,
  type Outcome,
  skipped,
  unchecked,
} from '../../src/core/check.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import type { ExecAnswer } from '../../src/host/exec.ts'
import { parseStatusEnvelope, type StatusEnvelope } from '../../src/systems/joelclaw/envelope.ts'
import { keptIn } from '../../src/systems/joelclaw/kept.ts'
import type { HealthAnswer, JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'

const OFF =
  'off, because the command deletes the events of dead sessions; set useCli to true to run it where none is dead'

/** `joelclaw gateway status` works and agrees with the daemon. It runs only on request, in a walk that may write, and
 *  while every `pid-<n>` session in Redis belongs to a living process, so that it finds nothing to delete. */
export const joelclawCli = (settings: JoelclawSettings, probes: JoelclawProbes) =>
  defineCheck({
    id: 'cli-status/cli',
    title: 'the status command works and tells the truth',
    codes: ['cli-status.cli-failed', 'cli-status.cli-contradicts'],
    looks: [`${settings.cli} gateway status`],
    missing: settings.useCli ? null : OFF,
    run: async (context) => {
      if (!settings.useCli) return skipped(OFF)
      if (context.e2e === 'none') return skipped('this walk changes nothing')
      const why = await whyNot(probes, context)
      if (why) return skipped(why)
      const request = { file: settings.cli, args: ['gateway', 'status'], deadlineMs: 8_000 }
      const answer = await context.host.exec.run(request, context.signal)
      if (!answer.ok && answer.problem !== 'timeout') return unchecked(`${settings.cli}: ${answer.message}`)
      if (!answer.ok) return found([failed(settings.cli, 'no answer within 8 s', '')])
      return judgeCli(settings.cli, answer, await context.ask(probes.health))
    },
  })

/** Why the command must not run now, null when it finds nothing to delete. */
async function whyNot(probes: JoelclawProbes, { ask, host, signal }: Context): Promise<string | null> {
  const sessions = keptIn(await ask(probes.redis))?.sessions
  if (!sessions) return 'Redis did not tell which sessions are dead, see the redis layer'
  const pids = sessions.flatMap((id) => (/^pid-\d+$/.test(id) ? [Number(id.slice(4))] : []))
  const alive = await Promise.all(pids.map((pid) => host.processes.get({ pid }, signal)))
  const dead = pids.filter((_, index) => !alive[index]?.ok)
  return dead.length > 0
    ? `the command would delete the events of session pid-${dead[0]}, which is not alive`
    : null
}

/** Judges the command's output: an envelope (its exit code is 0 also when it says `ok: false`), or a bare text. */
export function judgeCli(
  cli: string,
  { exitCode, stdout, stderr }: ExecAnswer,
  health: HealthAnswer,
): Outcome {
  const envelope = parseStatusEnvelope(stdout)
  const words = (stdout.trim() || stderr.trim()).slice(0, 300)
  if (!envelope) return found([failed(cli, `exit code ${exitCode ?? 'none'} and no JSON`, words)])
  if (!envelope.ok) return found([failed(cli, envelope.error?.message ?? 'ok is false', words)])
  const contradictions = contradictionsOf(envelope, health)
  if (contradictions.length === 0) return fine('the status command agrees')
  const said = contradictions.join('; ').slice(0, 200)
  return found([
    {
      code: 'cli-status.cli-contradicts',
      severity: 'warning',
      summary: `the status command contradicts the gateway: ${said}`,
      evidence: contradictions.map((line) => evidence(`${cli} gateway status`, line.slice(0, 300))),
      params: { said },
    },
  ])
}

function contradictionsOf({ result }: StatusEnvelope, health: HealthAnswer): readonly string[] {
  if (!result) return []
  if (health.kind !== 'document')
    return result.healthy || result.available ? ['it says available, but the daemon does not answer'] : []
  const { document } = health
  const pairs = [
    ['mode', result.mode, document.mode],
    ['available', result.available, document.available],
    ['pid', result.daemon?.pid, document.status?.pid],
    ['reachable', result.daemon?.reachable, true],
  ] as const
  return pairs.flatMap(([name, said, actual]) =>
    said === null || said === undefined || actual === null || actual === undefined || said === actual
      ? []
      : [`${name}: it says ${said}, the daemon ${actual}`],
  )
}

function failed(cli: string, said: string, words: string): Observation {
  const short = said.slice(0, 200)
  return {
    code: 'cli-status.cli-failed',
    severity: 'warning',
    summary: `${cli} gateway status fails: ${short}`,
    evidence: [evidence(`${cli} gateway status`, words || short)],
    params: { said: short },
  }
}
