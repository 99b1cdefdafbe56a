import { type Check, defineCheck, found, skipped } from '../../src/core/check.ts'
import { evidence, type Observation, type Severity } from '../../src/core/finding.ts'
import type { HttpAnswer, HttpProblem } from '../../src/host/http.ts'
import { isOurCluster } from '../../src/systems/joelclaw/our-cluster.ts'
import type { JoelclawProbes, RedisAnswer } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { severityWithoutRedis } from '../../src/systems/joelclaw/without-redis.ts'

/** The ports that the cluster publishes on this machine lead to their services. */
export function joelclawListeners(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  const { inngest, kubernetes, redis, thresholds } = settings
  const url = `http://${inngest.host}:${inngest.port}/health`
  return defineCheck({
    id: 'substrate/listeners',
    title: 'the forwarded ports lead to their services',
    codes: ['substrate.listener-dead', 'substrate.listener-missing', 'substrate.listener-foreign'],
    looks: [`${redis.host}:${redis.port}`, url],
    run: async (context) => {
      if (kubernetes.expected === false) return skipped('this gateway does not stand on Kubernetes')
      const cluster = await context.ask(probes.cluster)
      const configured = cluster.ok || (cluster.problem !== 'no-config' && cluster.problem !== 'no-context')
      if (!configured) return skipped('no cluster is configured')
      if (cluster.ok && !isOurCluster(cluster, settings)) return skipped("the cluster is not the gateway's")
      const [redisAnswer, inngestAnswer] = await Promise.all([
        context.ask(probes.redis),
        context.host.http.request({ url, deadlineMs: thresholds.httpMs, maxBytes: 10_000 }, context.signal),
      ])
      const severity = redisAnswer.ok ? 'fault' : await severityWithoutRedis(settings, probes, context)
      const findings = [
        ...judgeRedisPort(redisAnswer, redis.port, severity),
        ...judgeInngest(inngestAnswer, { url, port: inngest.port, namespace: kubernetes.namespace }),
      ]
      return found(
        findings,
        findings.length === 0 ? `ports ${redis.port} and ${inngest.port} lead to their services` : null,
      )
    },
  })
}

/** Only a port that takes connections and then leads nowhere; every other trouble is for the redis layer. */
export function judgeRedisPort(
  answer: RedisAnswer,
  port: number,
  severity: Severity,
): readonly Observation[] {
  if (answer.ok || (answer.problem !== 'silent' && answer.problem !== 'closed')) return []
  const how = answer.problem === 'silent' ? 'says nothing' : 'closes them'
  return [
    {
      code: 'substrate.listener-dead',
      severity,
      summary: `port ${port} (Redis) takes connections and ${how}`,
      evidence: [evidence(`port ${port}`, answer.message.slice(0, 300))],
      params: { port, service: 'Redis' },
    },
  ]
}

/** Inngest answers `/health` with JSON. Without it the gateway still talks to people; its events stop. */
export function judgeInngest(
  answer: HttpAnswer | HttpProblem,
  { url, port, namespace }: { url: string; port: number; namespace: string },
): readonly Observation[] {
  const params = { port, service: 'Inngest', namespace }
  if (answer.ok) {
    if (isHealth(answer)) return []
    const text = `HTTP ${answer.status} ${answer.contentType}: ${answer.body.slice(0, 120)}`
    return [
      {
        code: 'substrate.listener-foreign',
        severity: 'warning',
        summary: `port ${port} answers, but not as Inngest`,
        evidence: [evidence(url, text)],
        params,
      },
    ]
  }
  const dead = ['silent', 'reset', 'protocol', 'tls'].includes(answer.problem)
  const closed = ['refused', 'unreachable', 'connect-timeout', 'dns'].includes(answer.problem)
  if (!dead && !closed) return []
  return [
    {
      code: dead ? 'substrate.listener-dead' : 'substrate.listener-missing',
      severity: 'warning',
      summary: dead
        ? `port ${port} (Inngest) takes connections and leads nowhere`
        : `nobody listens on port ${port} (Inngest)`,
      evidence: [evidence(url, answer.message.slice(0, 300))],
      params,
    },
  ]
}

function isHealth(answer: HttpAnswer): boolean {
  if (answer.status !== 200) return false
  try {
    const body: unknown = JSON.parse(answer.body)
    return typeof body === 'object' && body !== null && 'status' in body
  } catch {
    return false
  }
}
