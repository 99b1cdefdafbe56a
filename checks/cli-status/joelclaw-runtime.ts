import { fine, found, type Outcome, skipped, unchecked } from '../../src/core/check.ts'
import { evidence } from '../../src/core/finding.ts'
import { defineDocumentCheck } from '../../src/systems/joelclaw/document-check.ts'
import { keptIn } from '../../src/systems/joelclaw/kept.ts'
import { requestedModel } from '../../src/systems/joelclaw/model.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { driftOf } from './joelclaw-model.ts'
import { isOlder, type Pinned, parseVersion, pinnedPi, versionText } from './pi-version.ts'

/** The pi runtime that the gateway embeds is as new as the machine's pi: an older one lacks newer models. */
export const joelclawRuntime = (settings: JoelclawSettings, probes: JoelclawProbes) =>
  defineDocumentCheck(probes, {
    id: 'cli-status/runtime',
    title: "the embedded runtime is as new as the machine's",
    codes: ['cli-status.runtime-skew'],
    looks: [settings.paths.gatewayPackage, `${settings.pi} --version`],
    judge: async (seen, { host, signal, ask }) => {
      const file = await host.files.read({
        path: settings.paths.gatewayPackage,
        maxBytes: 200_000,
        followLinks: true,
      })
      if (!file.ok) return skipped("the gateway's package file is not there to read")
      const pinned = pinnedPi(file.text)
      if (!pinned) return skipped("the gateway's package file pins no version of pi")
      const pi = await host.exec.run({ file: settings.pi, args: ['--version'], deadlineMs: 5_000 }, signal)
      if (!pi.ok && (pi.problem === 'missing' || pi.problem === 'denied'))
        return skipped('pi cannot be run here')
      if (!pi.ok) return unchecked(`${settings.pi} --version: ${pi.message}`)
      const machine = parseVersion(`${pi.stdout}\n${pi.stderr}`.slice(0, 2_000))
      if (!machine) return unchecked(`${settings.pi} --version printed no version`)
      const config = keptIn(await ask(probes.redis))?.config ?? null
      const felt =
        seen.document.status?.fallback?.active === true || driftOf(seen, requestedModel(config)) !== null
      return judgeRuntime({ pinned, machine, felt, file: settings.paths.gatewayPackage })
    },
  })

interface Versions {
  readonly pinned: Pinned
  readonly machine: readonly number[]
  /** Whether another model than the configured one answers, as a runtime that does not know it would bring about. */
  readonly felt: boolean
  readonly file: string
}

/** Judges the two versions: a difference in the last number adds no models. An older runtime that nothing suffers
 *  from is worth knowing only. */
export function judgeRuntime({ pinned, machine, felt, file }: Versions): Outcome {
  const embedded = versionText(pinned.version)
  if (!isOlder(pinned.version.slice(0, 2), machine.slice(0, 2))) return fine(`embedded pi ${embedded}`)
  return found([
    {
      code: 'cli-status.runtime-skew',
      severity: felt ? 'warning' : 'note',
      summary: `the gateway embeds pi ${embedded}, the machine has ${versionText(machine)}`,
      evidence: [
        evidence(file, `${pinned.name} ${embedded}`),
        evidence('pi --version', versionText(machine)),
      ],
      params: { package: pinned.name, embedded, machine: versionText(machine), file },
    },
  ])
}
