import * as z from 'zod'
import {
  type Check,
  defineCheck,
  fine,
  found,
  type Outcome,
  skipped,
  unchecked,
} from '../../src/core/check.ts'
import { evidence } from '../../src/core/finding.ts'
import type { ExecAnswer, ExecProblem } from '../../src/host/exec.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'

/** Colima may take seconds: it asks limactl. */
const DEADLINE_MS = 6_000

const status = z.object({
  arch: z.string().max(40).optional(),
  runtime: z.string().max(40).optional(),
  driver: z.string().max(80).optional(),
})

/** What else is known: whether a virtual machine is configured as needed, and whether Redis answers. */
export interface Surroundings {
  readonly expected: boolean | null
  readonly redisAnswers: boolean
}

/** Colima's virtual machine runs. Its own Kubernetes is off on this gateway (the cluster is Talos in a container),
 *  so `"kubernetes": false` is no sign of trouble. */
export function joelclawColima({ colima }: JoelclawSettings, probes: JoelclawProbes): Check {
  return defineCheck({
    id: 'substrate/colima',
    title: 'the virtual machine runs',
    codes: ['substrate.vm-stopped', 'substrate.vm-unhealthy', 'substrate.vm-not-needed'],
    looks: [`${colima.command} status --json`],
    run: async ({ host, ask, signal }) => {
      if (colima.expected === false) return skipped('this gateway does not stand on Colima')
      const request = { file: colima.command, args: ['status', '--json'], deadlineMs: DEADLINE_MS }
      const [answer, redis] = await Promise.all([host.exec.run(request, signal), ask(probes.redis)])
      return judgeColima(answer, { expected: colima.expected, redisAnswers: redis.ok })
    },
  })
}

/** The words of colima 0.6 to 0.9: JSON and exit 0 when it runs; nothing on stdout and a FATA line when not. */
export function judgeColima(
  answer: ExecAnswer | ExecProblem,
  { expected, redisAnswers }: Surroundings,
): Outcome {
  const source = 'colima status --json'
  if (!answer.ok) {
    if (answer.problem === 'missing') {
      return expected
        ? unchecked('colima is not installed or not in PATH; name it in colima.command')
        : skipped('colima is not installed')
    }
    return unhealthy(source, `${source}: ${answer.message}`, redisAnswers)
  }
  if (answer.exitCode === 0) return fine(runningText(answer.stdout))
  const words = lastLine(answer.stderr) || lastLine(answer.stdout) || `exit code ${answer.exitCode}`
  if (!/not running/i.test(words)) return unhealthy(source, `colima says: ${words}`, redisAnswers)
  const seen = [evidence(source, words)]
  if (expected === null && redisAnswers) {
    return found([
      {
        code: 'substrate.vm-not-needed',
        severity: 'note',
        summary: 'colima is not running, and Redis answers without it',
        evidence: seen,
      },
    ])
  }
  return found([
    { code: 'substrate.vm-stopped', severity: 'fault', summary: 'colima is not running', evidence: seen },
  ])
}

/** A tool that hangs or fails proves nothing alone; with Redis gone as well, both have one cause. */
function unhealthy(source: string, why: string, redisAnswers: boolean): Outcome {
  if (redisAnswers) return unchecked(why)
  const summary = 'colima cannot tell its state, and Redis does not answer either'
  return found([
    {
      code: 'substrate.vm-unhealthy',
      severity: 'fault',
      summary,
      evidence: [evidence(source, why.slice(0, 300))],
      params: { why: why.slice(0, 200) },
    },
  ])
}

function runningText(stdout: string): string {
  try {
    const { driver, arch } = status.parse(JSON.parse(stdout))
    return ['colima runs', ...[driver, arch].filter((part) => part !== undefined)].join(', ')
  } catch {
    return 'colima runs'
  }
}

const lastLine = (text: string) => text.trim().split('\n').at(-1)?.trim().slice(0, 300) ?? ''
